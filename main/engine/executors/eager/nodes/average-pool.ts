/** Mean value of a window: of those inside the input, or of its padding's zeros too. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { insideWeights, padsOf, pairOf } from '../../../networks/kinds/window'
import { withPads } from '../../../tensors'
import { plain, type NodeRunner } from './node'

export const averagePool: NodeRunner<NodeOf<'average-pool'>> = (tf, _pass, node, [input]) => {
  const { stride, padding, countsPadding } = node
  const window = pairOf(node.window)
  const shape = input.value.shape.slice(1)
  const pads = countsPadding === true ? padsOf(node, shape, window) : padding
  const { value, left } = withPads(tf, input.value as Tensor4D, pads, 0)
  const mean = tf.avgPool(value, [...window], [...pairOf(stride)], left)
  if (countsPadding === true || typeof padding === 'string') return plain(mean)
  const { values, shape: weightShape } = insideWeights(node, shape, window)
  return plain(tf.mul(mean, tf.tensor(values, weightShape)))
}
