/**
 * The place of a ReLU. Given masks a support is linear and its gradient is the mask itself. The consistency term
 * λ mean(ℓ((2m − 1)(q − t))) has the gradient c · (2m − 1) ℓ′, c = λ / (examples · units).
 */
import type { NodeOf } from '../../../../../preload/schema/network'
import { isHard } from '../../../networks/hard-thresholds'
import { sizeOf } from '../../../networks/shapes'
import type { BatchRule, Gate } from '../../executor'
import { unpackBits } from '../bits'
import { float, type Output } from '../builder'
import type { Pass, SupportBehaviour } from '../pass'
import { fusedSupport } from './fused-support'
import { hardThreshold } from './hard-threshold'
import { plain, withoutParameters, type Backward, type NodeWriter, type Signal, type Written } from './node'
import { chosen, rectified } from './rectifier'

type Behaviour<K extends SupportBehaviour['kind']> = Extract<SupportBehaviour, { kind: K }>

export const support: NodeWriter<NodeOf<'support'>> = (pass, node, [input]) => {
  const { support: behaviour, observe } = pass.options
  observe?.(pass.layer(node.name), input.value)
  if (isHard(node)) return hardThreshold(pass, node, input.value, behaviour)
  switch (behaviour.kind) {
    case 'relu': case 'surrogate':
      return rectified(pass, input.value)
    case 'threshold':
      return masked(
        pass,
        chosen(input, behaviour.form),
        pass.toFloat(pass.exceeds(input.value, behaviour.threshold(node.name)))
      )
    case 'masks':
      return given(pass, node, input, behaviour)
    case 'fused-masks':
      return fusedSupport(pass, node, input, behaviour)
    case 'batch':
      return shared(pass, input, behaviour)
  }
}

function masked(pass: Pass, z: Output, mask: Output): Written {
  return {
    signal: plain(pass.multiply(z, mask)),
    backward: (gradient) => ({ inputs: [pass.multiply(gradient, mask)], parameters: withoutParameters })
  }
}

/** Pure: m ⊙ z. Gated: m ⊙ max(z, 0). */
function gatedBy(pass: Pass, gate: Gate, z: Output, mask: Output): Written {
  if (gate === 'pure') return masked(pass, z, mask)
  const positive = rectified(pass, z)
  const outer = masked(pass, positive.signal.value, mask)
  return {
    signal: outer.signal,
    backward: (gradient, wanted) => positive.backward(outer.backward(gradient, wanted).inputs[0] ?? gradient, wanted)
  }
}

/**
 * v where the mask is on, zero elsewhere. `ReluGrad(v, x)` is v where x > 0: one pass, whatever the bits' place values
 * are.
 */
function kept(pass: Pass, value: Output, bits: Output): Output {
  return pass.builder.op('ReluGrad', [value, bits], { T: float })
}

/**
 * With the consistency term the gradient of an on unit is g − c A and of an off one c B, where A and B are how fast ℓ
 * falls there: m ⊙ (g − c (A + B)) + c B.
 */
function given(
  pass: Pass,
  node: NodeOf<'support'>,
  input: Signal,
  { form, gate, packed, consistency, loss, threshold }: Behaviour<'masks'>
): Written {
  const bits = unpackBits(pass.builder, packed, pass.layer(node.name))
  const rectifier = gate === 'gated' ? rectified(pass, chosen(input, form)) : null
  const throughRectifier = (gradient: Output, wanted: boolean): Output =>
    rectifier?.backward(gradient, wanted).inputs[0] ?? gradient
  const signal = plain(kept(pass, rectifier?.signal.value ?? chosen(input, form), bits))
  if (!consistency)
    return {
      signal,
      backward: (gradient, wanted) => ({
        inputs: [kept(pass, throughRectifier(gradient, wanted), bits)],
        parameters: withoutParameters
      })
    }
  const backward: Backward = (gradient, wanted) => {
    const perUnit = pass.multiply(consistency, pass.builder.scalar(1 / sizeOf(pass.shapeOf(node.name))))
    const { both, off } = falls(pass, loss, input.value, threshold(node.name))
    const lessened = pass.builder.op('Sub', [throughRectifier(gradient, wanted), pass.multiply(both, perUnit)], {
      T: float
    })
    return {
      inputs: [pass.add(kept(pass, lessened, bits), pass.multiply(off, perUnit))], parameters: withoutParameters
    }
  }
  return { signal, backward }
}

/** A + B and B of a consistency loss at d = q − t. */
function falls(
  pass: Pass, loss: Behaviour<'masks'>['loss'], q: Output, threshold: Output
): { both: Output; off: Output } {
  const { builder } = pass
  const difference = (): Output => builder.op('Sub', [q, threshold], { T: float })
  switch (loss) {
    // A = [d ≤ 0] and B = [d > 0].
    case 'perceptron': return { both: builder.scalar(1), off: pass.toFloat(pass.exceeds(q, threshold)) }
    case 'hinge': {
      const d = difference()
      const off = pass.toFloat(pass.exceeds(d, builder.scalar(-1)))
      const below = builder.op('Less', [d, builder.scalar(1)], { T: float })
      return { both: pass.add(pass.toFloat(below), off), off }
    }
    case 'soft-hinge': {
      const tanh = builder.op('Tanh', [difference()], { T: float })
      const off = builder.op('Sub', [builder.scalar(1), builder.op('Square', [tanh], { T: float })], { T: float })
      return { both: pass.add(off, off), off }
    }
  }
}

/** The mask [1, …shape] is a constant of the batch: no gradient goes through the choice of it. */
function shared(pass: Pass, input: Signal, { form, gate, rule, beta }: Behaviour<'batch'>): Written {
  return gatedBy(pass, gate, chosen(input, form), pass.toFloat(sharedMask(pass, input.value, rule, beta)))
}

/** The units [1, …shape], bool, that a batch has on together. */
export function sharedMask(pass: Pass, q: Output, rule: BatchRule, beta: Output): Output {
  const { builder } = pass
  const reduce = (op: 'Sum' | 'Mean', value: Output): Output =>
    builder.op(op, [value, builder.ints(0)], { T: float, Tidx: { type: 'int32' }, keep_dims: { bool: true } })
  return rule === 'energy'
    ? pass.exceeds(reduce('Sum', builder.op('Square', [builder.op('Relu', [q], { T: float })], { T: float })), beta)
    : pass.exceeds(reduce('Mean', pass.toFloat(pass.exceeds(q, builder.scalar(0)))), builder.scalar(0.5))
}
