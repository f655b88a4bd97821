/** A step of stochastic gradient descent: forwards, gradients, clipping, momentum, running statistics. */
import { isTrained, type Parameter } from '../../../networks/parameters'
import { supportLayout } from '../../../support/layout'
import type { SupportKind } from '../../executor'
import { wordsToBytes } from '../bits'
import { float, type Output, type Port } from '../builder'
import { writeNetwork } from '../network'
import type { Pass, SupportBehaviour } from '../pass'
import { maskOf, velocityOf, type SignatureContext } from './context'
import { trainingSignature } from './names'

/**
 * Feeds: images, labels, iteration, `rule` [learning rate, momentum, weight decay, clip norm, λ or β]; with stored
 * masks also the packed masks and the layers' thresholds.
 */
export function writeTraining(context: SignatureContext, kind: SupportKind): void {
  const builder = context.builder
  const images = context.images()
  const labels = builder.placeholder('int32', [-1])
  const iteration = builder.placeholder('int32', [])
  const rule = builder.placeholder('float32', [5])
  const words = builder.placeholder('int32', [-1, Math.ceil(supportLayout(context.network).bytesPerExample / 4)])
  const thresholds = context.thresholds()
  const [learningRate, momentum, weightDecay, clipNorm, constant] = [0, 1, 2, 3, 4].map((i) =>
    context.element(rule.output, i)
  )
  const examples = builder.op(
    'Cast',
    [builder.op('Size', [labels.output], { T: { type: 'int32' }, out_type: { type: 'int32' } })],
    { SrcT: { type: 'int32' }, DstT: float }
  )
  const behaviour = trainingBehaviour(context, kind, { words, thresholds, constant, examples })
  const pass = context.pass(behaviour, iteration.output)
  const { heads, gradients: gradientsOf } = writeNetwork(pass, context.network, images.output)
  const losses = heads.map((head) => context.loss(head, labels.output, examples))
  const all = gradientsOf(losses.map(({ gradient }) => gradient))
  const gradients = kind.pruned ? maskedGradients(context, pass, all) : all
  const trained = context.parameters.filter((parameter) =>
    isTrained(parameter, kind.mode === 'relu' ? 'affine' : kind.form)
  )
  const scale = clipScale(context, trained.map(({ name }) => gradientOf(gradients, name)), clipNorm)
  const updated = trained.map((parameter) =>
    update(context, pass, parameter, pass.multiply(gradientOf(gradients, parameter.name), scale), {
      learningRate,
      momentum,
      weightDecay
    })
  )
  const followed = [...pass.followed].map(([name, value]) =>
    builder.op('AssignVariableOp', [pass.options.variable(name).handle, value], { dtype: float })
  )
  const output = builder.op(
    'Identity',
    [context.packed(losses), ...[...updated, ...followed].map((name) => `^${name}`)],
    { T: float }
  )
  const feeds = {
    images,
    labels,
    iteration,
    rule,
    ...(kind.mode === 'masks' && { words }),
    ...(kind.mode === 'masks' && kind.consistent && { thresholds })
  }
  builder.signature(trainingSignature(kind), feeds, { result: { output, type: 'float32', shape: [2] } })
}

/** Gradients, zero for weights that are pruned: with them their momentum stays zero too. */
function maskedGradients(
  context: SignatureContext,
  pass: Pass,
  gradients: ReadonlyMap<string, Output>
): ReadonlyMap<string, Output> {
  const kernels = new Map(
    context.parameters.filter(({ role }) => role === 'kernel').map(({ name, shape }) => [name, shape])
  )
  return new Map(
    [...gradients].map(([name, gradient]) => {
      const shape = kernels.get(name)
      if (!shape) return [name, gradient]
      return [
        name,
        pass.multiply(
          gradient,
          context.builder.op('ReadVariableOp', [context.variable(maskOf(name), shape)], { dtype: float })
        )
      ]
    })
  )
}

function trainingBehaviour(
  context: SignatureContext,
  kind: SupportKind,
  feeds: { words: Port; thresholds: Port; constant: Output; examples: Output }
): SupportBehaviour {
  switch (kind.mode) {
    case 'relu':
      return { kind: 'relu' }
    case 'batch':
      return { kind: 'batch', form: kind.form, gate: kind.gate, rule: kind.rule, beta: feeds.constant }
    case 'masks':
      return {
        kind: 'masks',
        form: kind.form,
        gate: kind.gate,
        packed: wordsToBytes(context.builder, feeds.words.output, feeds.words.shape[1]),
        consistency: kind.consistent
          ? context.builder.op('RealDiv', [feeds.constant, feeds.examples], { T: float })
          : null,
        threshold: context.thresholdOf(feeds.thresholds)
      }
  }
}

/** min(1, clipNorm / ‖g‖) with the norm over all gradients; L2Loss is half the sum of squares. */
function clipScale(context: SignatureContext, gradients: readonly Output[], clipNorm: Output): Output {
  const builder = context.builder
  const halves = gradients.map((gradient) => builder.op('L2Loss', [gradient], { T: float }))
  const half = builder.op('AddN', halves, { T: float, N: { int: halves.length } })
  const norm = builder.op('Sqrt', [builder.op('Mul', [half, builder.scalar(2)], { T: float })], { T: float })
  return builder.op('Minimum', [builder.scalar(1), builder.op('RealDiv', [clipNorm, norm], { T: float })], {
    T: float
  })
}

/** v ← momentum · v + g, w ← w − learningRate · v; kernels decay. */
function update(
  context: SignatureContext,
  pass: Pass,
  { name, role, shape }: Parameter,
  gradient: Output,
  rule: Record<'learningRate' | 'momentum' | 'weightDecay', Output>
): Output {
  const decayed = role === 'kernel' ? pass.add(gradient, pass.multiply(pass.read(name), rule.weightDecay)) : gradient
  const [weights, velocity] = [name, velocityOf(name)].map((variable) => context.variable(variable, shape))
  return context.builder.op(
    'ResourceApplyMomentum',
    [weights, velocity, rule.learningRate, decayed, rule.momentum],
    { T: float, use_locking: { bool: false }, use_nesterov: { bool: false } }
  )
}

function gradientOf(gradients: ReadonlyMap<string, Output>, parameter: string): Output {
  const gradient = gradients.get(parameter)
  if (!gradient) throw new Error(`no gradient of ${parameter}`)
  return gradient
}
