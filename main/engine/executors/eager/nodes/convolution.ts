/** q = W ∗ z + b */
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'
import { withPads } from '../../../tensors'
import { biased, type NodeRunner } from './node'

export const convolution: NodeRunner<NodeOf<'convolution'>> = (tf, pass, node, [input]) => {
  const kernel = pass.variable(`${node.name}/kernel`) as Variable & Tensor4D
  const { value, left } = withPads(tf, input.value as Tensor4D, node.padding, 0)
  return biased(tf, pass, node, convolved(tf, value, kernel, node, left))
}

/** Where each channel is a group, TensorFlow has its filters behind one another: [height, width, channels, filters]. */
function convolved(
  tf: Tfjs, value: Tensor4D, kernel: Tensor4D, { groups = 1, stride }: NodeOf<'convolution'>, pad: 'same' | 'valid'
): Tensor {
  if (groups === 1) return tf.conv2d(value, kernel, stride, pad)
  const [height, width, , filters] = kernel.shape
  if (groups === value.shape[3])
    return tf.depthwiseConv2d(value, kernel.reshape([height, width, groups, filters / groups]) as Tensor4D, stride, pad)
  const kernels = tf.split(kernel, groups, 3)
  const parts = tf.split(value, groups, 3)
  return tf.concat(parts.map((part, i): Tensor => tf.conv2d(part as Tensor4D, kernels[i] as Tensor4D, stride, pad)), 3)
}
