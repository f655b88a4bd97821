/** What both poolings have in common. */
import { z } from 'zod'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { padsOf, pairOf, sidesOf } from '../../engine/networks/kinds/window'
import { layer, zerosLayer, type KerasLayer, type KerasWriting } from '../keras/layers'
import { channelsLast, kerasValue, padding, pair, type KerasReader } from '../keras/reading'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { withZeros, zerosAround } from '../padding'
import type { NodeMapping } from './mapping'

type Pooling = NodeOf<'max-pool' | 'average-pool'>

const settings = z.object({
  pool_size: pair.default([2, 2]), strides: pair.nullish(), padding, data_format: channelsLast
})

/** @param zerosOf what a layer before it has to add. @throws Failure where none may */
export const poolingInKeras = <T extends Pooling['type']>(
  className: string, type: T, zerosOf: (node: NodeOf<T>, writing: KerasWriting) => Pads | null
): NodeMapping<NodeOf<T>>['keras'] => ({
  write: (node, writing) => poolingLayer(className, node, zerosOf(node, writing)),
  before: (node, writing) => {
    const zeros = zerosOf(node, writing)
    return zeros && { suffix: '_zeros', layer: zerosLayer(zeros) }
  },
  readers: { [className]: poolingReader(type) }
})

const poolingLayer = (
  className: string, { window, stride, padding: own }: Pooling, zeros: Pads | null
): KerasLayer =>
  layer(className, {
    pool_size: pairOf(window), strides: pairOf(stride), padding: zeros === null ? own : 'valid',
    data_format: 'channels_last'
  })

const poolingReader = (type: Pooling['type']): KerasReader => ({
  takes: 'one',
  padded: true,
  read: (reading, [value]) => {
    const { pool_size: size, strides, padding: own } = reading.config(settings)
    const stride = sidesOf(strides ?? size)
    // The zeros are values, of which one may be the largest, and a border of the pooling's own is none.
    const areValues = own === 'same' || type === 'max-pool' && !reading.isNeverNegative(value.node)
    const { node, pads } = areValues ? zerosAround(reading, value) : value
    const shape = reading.shapeOf(node)
    const sliding = { stride, padding: withZeros({ stride, padding: own }, pads, shape, size) }
    const counts = type === 'average-pool' && padsOf(sliding, shape, size).some((count) => count > 0) && pads !== null
    return kerasValue(reading.add({
      type, inputs: [node], window: sidesOf(size), ...sliding, ...counts && { countsPadding: true as const }
    }))
  }
})

export function poolingFromOnnx(reading: OnnxReading, type: Pooling['type']): OnnxValue {
  const { node, shape } = reading.images()
  const { size, reachesBeyond, sliding } = reading.window(shape, null)
  if (sliding.dilation !== undefined) throw reading.named('is dilated, and only convolutions are here')
  const padded = padsOf(sliding, shape, size).some((count) => count > 0)
  const counts = type === 'average-pool' && padded && reading.integer('count_include_pad', 0) !== 0
  if (counts && reachesBeyond)
    throw reading.named('counts the zeros of its padding, but not those that ceil_mode adds, and means here count both')
  const added = reading.add({
    type, inputs: [node], window: sidesOf(size), ...sliding, ...counts && { countsPadding: true as const }
  })
  return onnxValue(added, 'images')
}
