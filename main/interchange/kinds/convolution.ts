/** Conv2D; Conv. */
import { z } from 'zod'
import type { NodeOf } from '../../../preload/schema/network'
import { layer, zerosLayer } from '../keras/layers'
import {
  activation, channelsLast, even, ones, padding, pair, size, type KerasReading, type KerasValue
} from '../keras/reading'
import { kernelFromOnnx } from '../onnx/layout'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { affineInputs, windowAttributes } from '../onnx/writing'
import { withZeros } from '../padding'
import type { NodeMapping } from './mapping'

const settings = z.object({
  filters: size,
  kernel_size: pair,
  strides: even.default(1),
  padding,
  data_format: channelsLast,
  dilation_rate: ones,
  groups: z.literal(1).optional(),
  activation,
  use_bias: z.boolean().default(true)
})

export const convolution: NodeMapping<NodeOf<'convolution'>> = {
  keras: {
    write: (node) => layer('Conv2D', {
      filters: node.filters,
      kernel_size: node.kernel,
      strides: [node.stride, node.stride],
      padding: typeof node.padding === 'string' ? node.padding : 'valid',
      data_format: 'channels_last',
      dilation_rate: [1, 1],
      activation: 'linear',
      use_bias: node.bias
    }),
    before: ({ padding: pads }) =>
      (typeof pads === 'string' ? null : { suffix: '_zeros', layer: zerosLayer(pads) }),
    readers: { Conv2D: { takes: 'one', padded: true, read: (reading, [value]) => fromKeras(reading, value) } }
  },
  onnx: {
    write: (node, [value], { shape, operate }) =>
      operate('Conv', node.name, [value, ...affineInputs(node)], windowAttributes(node, shape, node.kernel)),
    readers: { Conv: fromOnnx }
  }
}

function fromKeras(reading: KerasReading, { node, pads }: KerasValue): KerasValue {
  const config = reading.config(settings)
  const { filters, kernel_size: kernel, strides: stride, use_bias: bias } = config
  const sliding = { stride, padding: config.padding }
  const name = reading.add({
    type: 'convolution', inputs: [node], filters, kernel, stride, bias,
    padding: withZeros(sliding, pads, reading.shapeOf(node), kernel)
  })
  reading.readWeights(name, bias ? ['kernel', 'bias'] : ['kernel'])
  return reading.activated(config.activation, name)
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  if (reading.taken().layout === 'column') return ofColumn(reading)
  const { node, shape } = reading.images()
  const weights = reading.tensor(1)
  const [filters, inputs, height, width] = weights.shape
  if (weights.shape.length !== 4) throw reading.named(`has weights of ${weights.shape.length} axes instead of 4`)
  if (reading.integer('group', 1) !== 1)
    throw reading.named('works on groups of channels, which Maskscope does not have')
  const { size: kernel, stride, padding: zeros } = reading.window(shape, [height, width])
  if (kernel[0] !== height || kernel[1] !== width)
    throw reading.named(`declares a window of ${kernel.join('×')} for weights of ${height}×${width}`)
  const bias = (reading.inputs[2] ?? '') !== ''
  const name = reading.add({ type: 'convolution', inputs: [node], filters, kernel, stride, padding: zeros, bias })
  reading.setWeights(name, 'kernel', {
    shape: [height, width, inputs, filters],
    values: kernelFromOnnx(weights.values, weights.shape)
  })
  if (bias) reading.setWeights(name, 'bias', reading.tensor(2))
  return onnxValue(name, 'images')
}

/** A 1×1 convolution of one position, as classifiers behind a mean are written, is a dense layer. */
function ofColumn(reading: OnnxReading): OnnxValue {
  const value = reading.taken()
  const { shape: [filters, inputs, ...sides], values } = reading.tensor(1)
  const isPadded = (reading.integers('pads') ?? []).some((pad) => pad > 0)
  if (sides.join() !== '1,1' || reading.integer('group', 1) !== 1 || isPadded)
    throw reading.named('takes one value per channel, and only a 1×1 convolution of those is done here')
  const bias = (reading.inputs[2] ?? '') !== ''
  const name = reading.add({ type: 'dense', inputs: [value.node], units: filters, bias })
  reading.setWeights(name, 'kernel', {
    shape: [inputs, filters], values: kernelFromOnnx(values, [filters, inputs, 1, 1])
  })
  if (bias) reading.setWeights(name, 'bias', reading.tensor(2))
  return { ...value, node: name }
}
