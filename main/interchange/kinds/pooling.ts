/** What both poolings have in common: square windows. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer, type KerasLayer } from '../keras/layers'
import { channelsLast, even, kerasValue, padding, type KerasReader } from '../keras/reading'
import { explicitPads } from '../onnx/layout'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'

type Pooling = NodeOf<'max-pool' | 'average-pool'>

const settings = z.object({
  pool_size: even.default(2), strides: even.nullish(), padding, data_format: channelsLast
})

export const poolingLayer = (className: string, { window, stride, padding: pads }: Pooling): KerasLayer =>
  layer(className, {
    pool_size: [window, window], strides: [stride, stride], padding: pads, data_format: 'channels_last'
  })

export const poolingReader = (type: Pooling['type']): KerasReader => ({
  takes: 'one',
  read: (reading, [{ node }]) => {
    const { pool_size: window, strides, padding: pads } = reading.config(settings)
    return kerasValue(reading.add({ type, inputs: [node], window, stride: strides ?? window, padding: pads }))
  }
})

export function poolingFromOnnx(reading: OnnxReading, type: Pooling['type']): OnnxValue {
  const { node, shape } = reading.images()
  const { size: [height, width], stride, padding: pads } = reading.window(shape, null)
  if (height !== width)
    throw reading.named(`has a window of ${height}×${width}, and only square ones are done here`)
  const padded = explicitPads(pads, shape, [height, width], stride).some((count) => count > 0)
  if (type === 'average-pool' && padded && reading.integer('count_include_pad', 0) !== 0)
    throw reading.named('counts zeros of its padding, and means here do not')
  return onnxValue(reading.add({ type, inputs: [node], window: height, stride, padding: pads }), 'images')
}
