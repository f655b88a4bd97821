/** max(z, 0), and which of a linear node's two values a support takes. */
import type { MaskForm } from '../../../support/forward'
import { float, type Output } from '../builder'
import type { Pass } from '../pass'
import { plain, withoutParameters, type Signal, type Written } from './node'

/** Wz + b, or Wz alone in the linear form. */
export const chosen = ({ value, linearPart }: Signal, form: MaskForm): Output =>
  form === 'linear' ? (linearPart ?? value) : value

export function rectified({ builder }: Pass, q: Output): Written {
  const value = builder.op('Relu', [q], { T: float })
  return {
    signal: plain(value),
    backward: (gradient) => ({
      inputs: [builder.op('ReluGrad', [gradient, value], { T: float })],
      parameters: withoutParameters
    })
  }
}
