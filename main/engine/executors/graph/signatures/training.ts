/** A step of stochastic gradient descent: forwards, gradients, clipping, momentum, running statistics. */
import { isTrained, type Parameter } from '../../../networks/parameters'
import { supportLayout } from '../../../support/layout'
import { trainedForm, type SupportKind } from '../../executor'
import { isSeparable } from '../../separable'
import { wordsToBytes } from '../bits'
import { float, type Output, type Port } from '../builder'
import { writeNetwork } from '../network'
import type { Pass, SupportBehaviour } from '../pass'
import { imageRank, Towers } from '../towers'
import { maskOf, velocityOf, type Judged, type SignatureContext } from './context'
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
  const words = builder.placeholder('int32', [-1, wordsOf(context)])
  const thresholds = context.thresholds()
  const [learningRate, momentum, weightDecay, clipNorm, constant] = [0, 1, 2, 3, 4].map((i) =>
    context.element(rule.output, i)
  )
  const towers = new Towers(builder, isSeparable(context.network, kind) ? context.towers : 1, images.output)
  const { passes, judged, gradients: all } = writeTowers(context, kind, towers, {
    images: images.output, labels: labels.output, words, thresholds, constant, iteration: iteration.output
  })
  const [pass] = passes
  const gradients = kind.pruned ? maskedGradients(context, pass, all) : all
  const trained = context.parameters.filter((parameter) =>
    isTrained(parameter, trainedForm(kind))
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
    [context.packed(towers, judged), ...[...updated, ...followed].map((name) => `^${name}`)],
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

/** Of 32 bits, for the masks of an example. */
const wordsOf = ({ network }: SignatureContext): number => Math.ceil(supportLayout(network).bytesPerExample / 4)

interface Feeds {
  images: Output; labels: Output; words: Port; thresholds: Port; constant: Output; iteration: Output
}

/** Forwards and backwards in each tower. Each head's loss is a mean over all examples, so that gradients are added. */
function writeTowers(
  context: SignatureContext, kind: SupportKind, towers: Towers, feeds: Feeds
): { passes: Pass[]; judged: Judged[][]; gradients: ReadonlyMap<string, Output> } {
  const { network } = context
  const divisors = towers.divisors()
  const dropout = context.dropout(towers, feeds.iteration)
  const labels = towers.split(feeds.labels, 1, 'int32')
  const words = towers.split(feeds.words.output, 2, 'int32')
  const written = towers.split(feeds.images, imageRank).map((images, tower) => {
    const examples = divisors[tower]
    const behaviour = trainingBehaviour(context, kind, { ...feeds, words: words[tower], examples })
    const pass = context.pass(behaviour, dropout(tower))
    const { heads, gradients } = writeNetwork(pass, network, images)
    const judged = heads.map((head) => context.loss(head, labels[tower], examples))
    return { pass, judged, gradients: gradients(judged.map(({ gradient }) => gradient)) }
  })
  const summed = (name: string): Output => towers.sum(written.map(({ gradients }) => gradientOf(gradients, name)))
  return {
    passes: written.map(({ pass }) => pass),
    judged: written.map(({ judged }) => judged),
    gradients: new Map([...written[0].gradients.keys()].map((name) => [name, summed(name)]))
  }
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
  feeds: { words: Output; thresholds: Port; constant: Output; examples: Output }
): SupportBehaviour {
  switch (kind.mode) {
    case 'relu':
      return { kind: 'relu' }
    case 'surrogate':
      return { kind: 'surrogate', surrogate: kind.surrogate, examples: feeds.examples }
    case 'batch':
      return { kind: 'batch', form: kind.form, gate: kind.gate, rule: kind.rule, beta: feeds.constant }
    case 'masks': {
      const { form, gate } = kind
      const consistency = kind.consistent
        ? context.builder.op('RealDiv', [feeds.constant, feeds.examples], { T: float })
        : null
      const loss = kind.loss ?? 'perceptron'
      // The fused operations know the perceptron loss alone.
      if (context.fused && (consistency === null || loss === 'perceptron'))
        return { kind: 'fused-masks', form, gate, consistency, words: feeds.words, thresholds: feeds.thresholds.output }
      return {
        kind: 'masks', form, gate, consistency, loss,
        packed: wordsToBytes(context.builder, feeds.words, wordsOf(context)),
        threshold: context.thresholdOf(feeds.thresholds)
      }
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
