/** Every node kind in other programs' words; a type of the schema without a mapping is a compile error here. */
import type { NetworkNode, NodeOf } from '../../../preload/schema/network'
import type { KerasReader } from '../keras/reading'
import type { OnnxReader } from '../onnx/reading'
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
import type { NodeMapping } from './mapping'
import { maxPool } from './max-pool'
import { parametricRelu } from './parametric-relu'
import { product } from './product'
import { softmaxLoss } from './softmax-loss'
import { sum } from './sum'
import { support } from './support'

export const mappings: { readonly [T in NetworkNode['type']]: NodeMapping<NodeOf<T>> } = {
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

export const mappingOf = (node: NetworkNode): NodeMapping => mappings[node.type] as NodeMapping

const every: readonly NodeMapping[] = Object.values(mappings as Record<string, NodeMapping>)

/** Foreign names come from files, so they are looked up in maps: an object has properties of its own. */
export const kerasReaders: ReadonlyMap<string, KerasReader> = new Map(
  every.flatMap(({ keras }) => Object.entries(keras.readers))
)
export const onnxReaders: ReadonlyMap<string, OnnxReader> = new Map(
  every.flatMap(({ onnx }) => Object.entries(onnx.readers))
)
