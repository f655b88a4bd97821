/** Windows as TensorFlow's operations take them. */
import type { NodeOf, Padding } from '../../../../../preload/schema/network'
import { float, type Attributes } from '../builder'

/** By axis of NHWC, before and after. */
export const paddingAttributes = (padding: Padding): Attributes => {
  if (typeof padding === 'string') return { padding: { text: padding.toUpperCase() }, explicit_paddings: { ints: [] } }
  const [top, left, bottom, right] = padding
  return { padding: { text: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] } }
}

/** A pooling's, but for its padding. */
export const windowAttributes = (
  { window, stride }: Pick<NodeOf<'max-pool' | 'average-pool'>, 'window' | 'stride'>
): Attributes => ({
  T: float, ksize: { ints: [1, window, window, 1] }, strides: { ints: [1, stride, stride, 1] },
  data_format: { text: 'NHWC' }
})
