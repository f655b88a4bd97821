/** Largest value of a window. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { pairOf } from '../../../networks/kinds/window'
import { withPads } from '../../../tensors'
import { plain, type NodeRunner } from './node'

/** Below every value: what lies beyond the border is never the largest. */
const lowest = -3.4028234663852886e38

export const maxPool: NodeRunner<NodeOf<'max-pool'>> = (tf, _pass, { window, stride, padding }, [input]) => {
  const { value, left } = withPads(tf, input.value as Tensor4D, padding, lowest)
  return plain(tf.maxPool(value, [...pairOf(window)], [...pairOf(stride)], left))
}
