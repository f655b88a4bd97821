/** MaxPooling2D; MaxPool. */
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { pairOf } from '../../engine/networks/kinds/window'
import type { KerasWriting } from '../keras/layers'
import { windowAttributes } from '../onnx/writing'
import type { NodeMapping } from './mapping'
import { poolingFromOnnx, poolingInKeras } from './pooling'

export const maxPool: NodeMapping<NodeOf<'max-pool'>> = {
  keras: poolingInKeras('MaxPooling2D', 'max-pool', zerosOf),
  onnx: {
    write: (node, inputs, { shape, operate }) =>
      operate('MaxPool', node.name, inputs, windowAttributes(node, shape, pairOf(node.window))),
    readers: { MaxPool: (reading) => poolingFromOnnx(reading, 'max-pool') }
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
