/** q = W ∗ z + b */
import type { Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import { biased, type NodeRunner } from './node'

export const convolution: NodeRunner<NodeOf<'convolution'>> = (tf, pass, node, [input]) => {
  const kernel = pass.variable(`${node.name}/kernel`) as Variable & Tensor4D
  return biased(tf, pass, node, tf.conv2d(input.value as Tensor4D, kernel, node.stride, node.padding))
}
