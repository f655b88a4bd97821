/** A pooling's window as TensorFlow's operations take it. */
import type { NodeOf } from '../../../../../preload/schema/network'
import { float, type Attributes } from '../builder'

export const windowAttributes = ({ window, stride, padding }: NodeOf<'max-pool' | 'average-pool'>): Attributes => ({
  T: float, ksize: { ints: [1, window, window, 1] }, strides: { ints: [1, stride, stride, 1] },
  padding: { text: padding.toUpperCase() }, data_format: { text: 'NHWC' }
})
