/** Windows as TensorFlow's operations take them. */
import type { NodeOf, Padding, Sides } from '../../../../../preload/schema/network'
import { pairOf } from '../../../networks/kinds/window'
import { float, type Attributes } from '../builder'

/** By axis of NHWC, before and after. */
export const paddingAttributes = (padding: Padding): Attributes => {
  if (typeof padding === 'string') return { padding: { text: padding.toUpperCase() }, explicit_paddings: { ints: [] } }
  const [top, left, bottom, right] = padding
  return { padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] } }
}

/** Both sides of maps in the middle of NHWC. */
export const ofMaps = (sides: Sides): { ints: number[] } => ({ ints: [1, ...pairOf(sides), 1] })

/** A pooling's, but for its padding. */
export const windowAttributes = (
  { window, stride }: Pick<NodeOf<'max-pool' | 'average-pool'>, 'window' | 'stride'>
): Attributes => ({
  T: float, ksize: ofMaps(window), strides: ofMaps(stride), data_format: { text: 'NHWC' }
})
