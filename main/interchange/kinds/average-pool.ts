/** AveragePooling2D; AveragePool. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { padsOf, pairOf } from '../../engine/networks/kinds/window'
import type { KerasWriting } from '../keras/layers'
import { int, ints, windowAttributes } from '../onnx/writing'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

export const averagePool: NodeMapping<NodeOf<'average-pool'>> = {
  keras: poolingInKeras('AveragePooling2D', 'average-pool', zerosOf),
  onnx: {
    write: (node, inputs, { shape, operate }) => {
      const { name, countsPadding } = node
      const window = pairOf(node.window)
      const [top, left, bottom, right] = padsOf(node, shape, window)
      // onnxruntime has no pads as large as the window.
      const areValues = countsPadding === true &&
        (Math.max(top, bottom) >= window[0] || Math.max(left, right) >= window[1])
      const pads = (): string =>
        operate('Constant', `${name}/pads`, [], [ints('value_ints', 0, 0, top, left, 0, 0, bottom, right)])
      const taken = areValues ? [operate('Pad', `${name}/zeros`, [...inputs, pads()])] : inputs
      return operate('AveragePool', name, taken, [
        ...windowAttributes(areValues ? { ...node, padding: 'valid' } : node, shape, window),
        int('count_include_pad', countsPadding === true ? 1 : 0)
      ])
    },
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
