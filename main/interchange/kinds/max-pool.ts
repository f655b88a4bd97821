/** MaxPooling2D; MaxPool. */
import type { NodeOf } from '../../../preload/schema/network'
import { windowAttributes } from '../onnx/writing'
import { never, type NodeMapping } from './mapping'
import { poolingFromOnnx, poolingLayer, poolingReader } from './pooling'

export const maxPool: NodeMapping<NodeOf<'max-pool'>> = {
  keras: {
    write: (node) => poolingLayer('MaxPooling2D', node),
    wantsFlat: never,
    readers: { MaxPooling2D: poolingReader('max-pool') }
  },
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('MaxPool', node.name, inputs, windowAttributes(node, shape, [node.window, node.window])),
    readers: { MaxPool: (reading) => poolingFromOnnx(reading, 'max-pool') }
  }
}
