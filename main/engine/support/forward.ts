/** How a network is only run: which mask every support takes from its own pre-activations. */
import type { MaskForm } from '../networks/mask-form'

export type { MaskForm } from '../networks/mask-form'

/**
 * What a support node does while a network is only run: m = [q > t] with a threshold t for every layer, and
 * m ⊙ q (affine) or m ⊙ Wz (linear). The positive rule with learned β is t = 0; the energy rule x² > β is t = √β.
 */
export interface ForwardSupport { form: MaskForm; thresholds: Float32Array }

/** ReLU itself: affine, thresholds zero. */
export const reluSupport = (layers: number): ForwardSupport => ({
  form: 'affine',
  thresholds: new Float32Array(layers)
})
/** MaskT: linear, thresholds zero (eqs 12 and 13). */
export const masktSupport = (layers: number): ForwardSupport => ({
  form: 'linear',
  thresholds: new Float32Array(layers)
})

export const isRelu = ({ form, thresholds }: ForwardSupport): boolean =>
  form === 'affine' && thresholds.every((threshold) => threshold === 0)
