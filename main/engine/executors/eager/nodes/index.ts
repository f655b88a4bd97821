/** How every node kind is run; a type of the schema without a runner is a compile error here. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { NetworkNode, NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'
import { activation } from './activation'
import { averagePool } from './average-pool'
import { batchNorm } from './batch-norm'
import { channels } from './channels'
import { concatenation } from './concatenation'
import { convolution } from './convolution'
import { dense } from './dense'
import { dropout } from './dropout'
import { flatten } from './flatten'
import { globalMean } from './global-mean'
import { input } from './input'
import { maxPool } from './max-pool'
import { parametricRelu } from './parametric-relu'
import { plain, type NodeRunner, type Pass, type Signal } from './node'
import { product } from './product'
import { softmaxLoss } from './softmax-loss'
import { sum } from './sum'
import { support } from './support'

export type { Pass, Signal } from './node'

export const nodeRunners: { readonly [T in NetworkNode['type']]: NodeRunner<NodeOf<T>> } = {
  input,
  convolution,
  dense,
  'batch-norm': batchNorm,
  support,
  activation,
  'parametric-relu': parametricRelu,
  product,
  'max-pool': maxPool,
  'average-pool': averagePool,
  sum,
  concatenation,
  channels,
  flatten,
  dropout,
  'global-mean': globalMean,
  'softmax-loss': softmaxLoss
}

/** @param images what a node without inputs is given in their place */
export function applyNode(
  tf: Tfjs,
  pass: Pass,
  node: NetworkNode,
  inputs: readonly Signal[],
  images: Tensor
): Signal {
  const run = nodeRunners[node.type] as NodeRunner<NetworkNode>
  return run(tf, pass, node, node.inputs.length === 0 ? [plain(images)] : inputs)
}
