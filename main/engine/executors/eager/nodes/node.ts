/** What every node kind knows of running by tfjs operations; gradients are tfjs' own. */
import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NetworkNode, NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'

/** What travels along an edge: [examples, …shape]; a linear node also gives its value without the bias. */
export interface Signal { value: Tensor; linearPart: Tensor | null }

/** How one forward pass treats what differs between training and running. */
export interface Pass {
  training: boolean
  variable(parameter: string): Variable
  support(node: NodeOf<'support'>, q: Tensor, linearPart: Tensor): Tensor
  dropout(node: NodeOf<'dropout'>, value: Tensor): Tensor
}

export type NodeRunner<N extends NetworkNode> = (
  tf: Tfjs,
  pass: Pass,
  node: N,
  inputs: readonly Signal[]
) => Signal

export const plain = (value: Tensor): Signal => ({ value, linearPart: null })

/** [examples, values] */
export const flat = (tf: Tfjs, value: Tensor): Tensor2D => tf.reshape(value, [value.shape[0], -1]) as Tensor2D

export function biased(tf: Tfjs, pass: Pass, node: { name: string; bias: boolean }, linearPart: Tensor): Signal {
  return { value: node.bias ? tf.add(linearPart, pass.variable(`${node.name}/bias`)) : linearPart, linearPart }
}
