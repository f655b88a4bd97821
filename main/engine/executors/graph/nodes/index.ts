/** How every node kind writes itself; a type of the schema without a writer is a compile error here. */
import type { NetworkNode, NodeOf } from '../../../../../preload/schema/network'
import type { Output } from '../builder'
import type { Pass } from '../pass'
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
import { plain, type NodeWriter, type Signal, type Written } from './node'
import { product } from './product'
import { softmaxLoss } from './softmax-loss'
import { sum } from './sum'
import { support } from './support'

export const nodeWriters: { readonly [T in NetworkNode['type']]: NodeWriter<NodeOf<T>> } = {
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
export function writeNode(pass: Pass, node: NetworkNode, inputs: readonly Signal[], images: Output): Written {
  const write = nodeWriters[node.type] as NodeWriter<NetworkNode>
  return write(pass, node, node.inputs.length === 0 ? [plain(images)] : inputs)
}
