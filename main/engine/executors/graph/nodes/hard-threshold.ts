/** sign(q) = 2 [q > t] − 1, and what stands for its slope in training (Surrogate in ../../executor). */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Output } from '../builder'
import type { Pass, SupportBehaviour } from '../pass'
import { plain, withoutParameters, type Written } from './node'

type Training = Extract<SupportBehaviour, { kind: 'surrogate' }>

export function hardThreshold(
  pass: Pass, { name }: NodeOf<'support'>, q: Output, behaviour: SupportBehaviour
): Written {
  const { builder } = pass
  const threshold = behaviour.kind === 'threshold' ? behaviour.threshold(name) : builder.scalar(0)
  const doubled = pass.multiply(pass.toFloat(pass.exceeds(q, threshold)), builder.scalar(2))
  return {
    signal: plain(builder.op('Sub', [doubled, builder.scalar(1)], { T: float })),
    backward: (gradient) => {
      if (behaviour.kind !== 'surrogate') throw new Error('a hard threshold is trained with what stands for its slope')
      return { inputs: [surrogateGradient(pass, q, gradient, behaviour)], parameters: withoutParameters }
    }
  }
}

/** −w t ℓ′(t q) with t = −sign(g), and w = |g| or 1 / examples. */
function surrogateGradient(
  pass: Pass, q: Output, g: Output, { surrogate: { loss, weighted }, examples }: Training
): Output {
  const one = (type: string, ...inputs: Output[]): Output => pass.builder.op(type, inputs, { T: float })
  const weight = weighted ? g : one('RealDiv', one('Sign', g), examples)
  switch (loss) {
    case 'linear': return weight
    case 'soft-hinge': return one('TanhGrad', one('Tanh', q), weight)
    case 'saturated-hinge':
      return pass.multiply(weight, pass.toFloat(one('LessEqual', one('Abs', q), pass.builder.scalar(1))))
    case 'hinge': {
      const against = pass.multiply(one('Sign', g), q)
      return pass.multiply(weight, pass.toFloat(pass.exceeds(against, pass.builder.scalar(-1))))
    }
  }
}
