/** MaxPooling2D; MaxPool. The largest of all positions is that of a window as large as the image, flattened. */
import { z } from 'zod'
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { pairOf, sidesOf } from '../../engine/networks/kinds/window'
import type { Shape } from '../../engine/networks/shapes'
import type { KerasWriting } from '../keras/layers'
import { channelsLast, kerasValue, type KerasReader } from '../keras/reading'
import type { NewNode } from '../model'
import { onnxValue } from '../onnx/reading'
import { windowAttributes } from '../onnx/writing'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

const usual = poolingInKeras('MaxPooling2D', 'max-pool', zerosOf)
const settings = z.object({ data_format: channelsLast, keepdims: z.boolean().default(false) })
const globalReader: KerasReader = {
  takes: 'one',
  read: (reading, [{ node }]) => {
    const { keepdims } = reading.config(settings)
    return kerasValue(largestOfAll(reading, node, reading.shapeOf(node)), keepdims ? { kind: 'column' } : 'as here')
  }
}

/** One value for each channel. @returns the node's name */
function largestOfAll(writing: { add(node: NewNode): string }, node: string, [height, width]: Shape): string {
  const window = sidesOf([height, width])
  const largest = writing.add({ type: 'max-pool', inputs: [node], window, stride: 1, padding: 'valid' })
  return writing.add({ type: 'flatten', inputs: [largest] })
}

export const maxPool: NodeMapping<NodeOf<'max-pool'>> = {
  keras: { ...usual, readers: { ...usual.readers, GlobalMaxPooling2D: globalReader } },
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('MaxPool', node.name, inputs, windowAttributes(node, shape, pairOf(node.window))),
    readers: {
      MaxPool: (reading) => poolingFromOnnx(reading, 'max-pool'),
      GlobalMaxPool: (reading) => {
        const { node, shape } = reading.images()
        return onnxValue(largestOfAll(reading, node, shape), 'column')
      }
    }
  }
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
