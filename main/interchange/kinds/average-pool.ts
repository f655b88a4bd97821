/** AveragePooling2D; AveragePool, which must not count padding. */
import type { NodeOf } from '../../../preload/schema/network'
import { int, windowAttributes } from '../onnx/writing'
import { never, type NodeMapping } from './mapping'
import { poolingFromOnnx, poolingLayer, poolingReader } from './pooling'

export const averagePool: NodeMapping<NodeOf<'average-pool'>> = {
  keras: {
    write: (node) => poolingLayer('AveragePooling2D', node),
    wantsFlat: never,
    readers: { AveragePooling2D: poolingReader('average-pool') }
  },
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('AveragePool', node.name, inputs, [
        ...windowAttributes(node, shape, [node.window, node.window]),
        int('count_include_pad', 0)
      ]),
    readers: { AveragePool: (reading) => poolingFromOnnx(reading, 'average-pool') }
  }
}
