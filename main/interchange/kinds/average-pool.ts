/** AveragePooling2D; AveragePool. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { padsOf, pairOf } from '../../engine/networks/kinds/window'
import type { KerasWriting } from '../keras/layers'
import { int, windowAttributes } from '../onnx/writing'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

export const averagePool: NodeMapping<NodeOf<'average-pool'>> = {
  keras: poolingInKeras('AveragePooling2D', 'average-pool', zerosOf),
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('AveragePool', node.name, inputs, [
        ...windowAttributes(node, shape, pairOf(node.window)),
        int('count_include_pad', node.countsPadding === true ? 1 : 0)
      ]),
    readers: { AveragePool: (reading) => poolingFromOnnx(reading, 'average-pool') }
  }
}

/** Zeros of a layer before it are among the values of Keras' mean. @throws Failure where they must not be */
function zerosOf(node: NodeOf<'average-pool'>, { shape }: KerasWriting): Pads | null {
  if (node.countsPadding === true) return padsOf(node, shape, pairOf(node.window))
  if (typeof node.padding === 'string') return null
  throw new Failure(
    `Mean pooling "${node.name}" has a border of its own that does not count, which TensorFlow.js does not have; ` +
      'choose ONNX.'
  )
}
