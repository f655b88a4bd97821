/** Every node kind by its type; a type of the schema without a definition is a compile error here. */
import type { NetworkNode, NodeOf } from '../../../../preload/schema/network'
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
import type { Kernel, NodeKind } from './kind'
import { maxPool } from './max-pool'
import { parametricRelu } from './parametric-relu'
import { product } from './product'
import { softmaxLoss } from './softmax-loss'
import { sum } from './sum'
import { support } from './support'

export type NodeType = NetworkNode['type']

export const kinds = {
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
} satisfies { [T in NodeType]: NodeKind<NodeOf<T>> }

type Kinds = typeof kinds

/** The nodes of those kinds that have a kernel. */
export type KernelNode = NodeOf<{ [T in NodeType]: Kinds[T]['kernel'] extends null ? never : T }[NodeType]>

/** TypeScript cannot see that a node and its type's definition belong together; here it is said for all users. */
export const kindOfNode = (node: NetworkNode): NodeKind => kinds[node.type] as NodeKind

export const hasKernel = (node: NetworkNode): node is KernelNode => kinds[node.type].kernel !== null

/** The kernel's side of a definition. */
export const kernelKind = (node: KernelNode): Kernel => kinds[node.type].kernel as Kernel
