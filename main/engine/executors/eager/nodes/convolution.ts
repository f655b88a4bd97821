/** q = W ∗ z + b */
import type { Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { withPads } from '../../../tensors'
import { biased, type NodeRunner } from './node'

export const convolution: NodeRunner<NodeOf<'convolution'>> = (tf, pass, node, [input]) => {
  const kernel = pass.variable(`${node.name}/kernel`) as Variable & Tensor4D
  const { value, left } = withPads(tf, input.value as Tensor4D, node.padding, 0)
  return biased(tf, pass, node, tf.conv2d(value, kernel, node.stride, left))
}
