/** MaxPooling2D and GlobalMaxPooling2D; MaxPool, GlobalMaxPool and ReduceMax over positions. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { pairOf, sidesOf } from '../../engine/networks/kinds/window'
import type { KerasWriting } from '../keras/layers'
import { kerasValue, type KerasReading } from '../keras/reading'
import { onnxValue, type OnnxReading } from '../onnx/reading'
import { windowAttributes } from '../onnx/writing'
import { globalPooling, layoutOverPositions } from './global-mean'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

const inKeras = poolingInKeras('MaxPooling2D', 'max-pool', zerosOf)

export const maxPool: NodeMapping<NodeOf<'max-pool'>> = {
  keras: {
    ...inKeras,
    readers: {
      ...inKeras.readers,
      GlobalMaxPooling2D: {
        takes: 'one',
        read: (reading, [{ node }]) => {
          const { keepdims } = reading.config(globalPooling)
          return kerasValue(largestOf(reading, node), keepdims ? { kind: 'column' } : 'as here')
        }
      }
    }
  },
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('MaxPool', node.name, inputs, windowAttributes(node, shape, pairOf(node.window))),
    readers: {
      MaxPool: (reading) => poolingFromOnnx(reading, 'max-pool'),
      GlobalMaxPool: (reading) => onnxValue(largestOf(reading, reading.images().node), 'column'),
      ReduceMax: (reading) => {
        const layout = layoutOverPositions(reading, 'the largest value')
        return onnxValue(largestOf(reading, reading.taken().node), layout)
      }
    }
  }
}

/** Of each channel: a window of the whole image, whose one place is flat here. @returns the node's name */
function largestOf(reading: Pick<KerasReading | OnnxReading, 'add' | 'shapeOf'>, input: string): string {
  const [height, width] = reading.shapeOf(input)
  const window = sidesOf([height, width])
  const pooled = reading.add({ type: 'max-pool', inputs: [input], window, stride: 1, padding: 'valid' })
  return reading.add({ type: 'flatten', inputs: [pooled] })
}

/** Zeros take the place of what lies beyond the border. @throws Failure where one could be the largest */
function zerosOf({ name, padding }: NodeOf<'max-pool'>, { isNeverNegative }: KerasWriting): Pads | null {
  if (typeof padding === 'string') return null
  if (isNeverNegative) return padding
  throw new Failure(
    `Max pooling "${name}" has a border of its own around values that may be below zero, which TensorFlow.js does ` +
      'not have; choose ONNX.'
  )
}
