/** Conv2D; Conv. */
import { z } from 'zod'
import { Failure } from '../../../preload/schema/failure'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { dilationOf, pairOf, sidesOf, stepsApart, type Sliding } from '../../engine/networks/kinds/window'
import type { Shape } from '../../engine/networks/shapes'
import { layer, zerosLayer, type KerasLayer, type KerasWriting } from '../keras/layers'
import {
  activation, channelsLast, ones, padding, pair, size, type KerasReading, type KerasValue
} from '../keras/reading'
import { kernelFromOnnx } from '../onnx/layout'
import { onnxValue, type OnnxReading, type OnnxValue } from '../onnx/reading'
import { affineInputs, int, windowAttributes } from '../onnx/writing'
import { withZeros } from '../padding'
import type { NodeMapping } from './mapping'

const sliding = {
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding,
  data_format: channelsLast,
  dilation_rate: pair.default([1, 1]),
  activation,
  use_bias: z.boolean().default(true)
}
const settings = z.object({ ...sliding, filters: size, groups: size.default(1) })
/** TensorFlow itself leaves a dilation of channels alone out on a CPU, so that nothing could be compared with it. */
const depthwiseSettings = z.object({ ...sliding, dilation_rate: ones, depth_multiplier: size.default(1) })
const separableSettings = depthwiseSettings.extend({ filters: size })

export const convolution: NodeMapping<NodeOf<'convolution'>> = {
  keras: {
    write: toKeras,
    array: ({ groups }, role, [height, width, inputs, filters]) => (role === 'kernel' && groups
      ? { name: 'depthwise_kernel', shape: [height, width, inputs * groups, filters / groups] }
      : null),
    before: ({ padding: pads }) =>
      (typeof pads === 'string' ? null : { suffix: '_zeros', layer: zerosLayer(pads) }),
    readers: {
      Conv2D: { takes: 'one', padded: true, read: (reading, [value]) => fromKeras(reading, value) },
      DepthwiseConv2D: {
        takes: 'one', padded: true,
        read: (reading, [value]) => {
          const { activation: after, ...config } = reading.config(depthwiseSettings)
          return reading.activated(after, depthwise(reading, value, config, config.use_bias))
        }
      },
      SeparableConv2D: { takes: 'one', padded: true, read: (reading, [value]) => separable(reading, value) }
    }
  },
  onnx: {
    write: (node, [value], { shape, operate }) =>
      operate('Conv', node.name, [value, ...affineInputs(node)], [
        ...windowAttributes(node, shape, node.kernel), ...node.groups === undefined ? [] : [int('group', node.groups)]
      ]),
    readers: { Conv: fromOnnx }
  }
}

/** TensorFlow.js has no groups but those of one channel each. */
function toKeras(node: NodeOf<'convolution'>, { shape }: KerasWriting): KerasLayer {
  const common = {
    kernel_size: node.kernel,
    strides: pairOf(node.stride),
    padding: typeof node.padding === 'string' ? node.padding : 'valid',
    data_format: 'channels_last',
    dilation_rate: dilationOf(node),
    activation: 'linear',
    use_bias: node.bias
  }
  if (node.dilation !== undefined && node.stride !== 1)
    throw new Failure(
      `TensorFlow.js has no convolution with both a dilation and a stride, as "${node.name}" is one; choose ONNX or ` +
        'safetensors.'
    )
  if (node.groups === undefined) return layer('Conv2D', { filters: node.filters, ...common })
  if (node.groups === shape[2] && node.dilation !== undefined)
    throw new Failure(
      `TensorFlow.js does not compute a dilated convolution of channels alone, as "${node.name}" is one, alike ` +
        'everywhere; choose ONNX or safetensors.'
    )
  if (node.groups === shape[2])
    return layer('DepthwiseConv2D', { depth_multiplier: node.filters / node.groups, ...common })
  throw new Failure(
    `TensorFlow.js has no convolution with groups of several channels, as "${node.name}" is one; choose ONNX or ` +
      'safetensors.'
  )
}

function fromKeras(reading: KerasReading, { node, pads }: KerasValue): KerasValue {
  const config = reading.config(settings)
  const { filters, kernel_size: kernel, use_bias: bias, groups } = config
  if (reading.shapeOf(node).length === 1) return ofKerasColumn(reading, node, config)
  const name = reading.add({
    type: 'convolution', inputs: [node], filters, kernel, bias, ...groups > 1 && { groups },
    ...slid(config, pads, reading.shapeOf(node))
  })
  reading.readWeights(name, bias ? ['kernel', 'bias'] : ['kernel'])
  return reading.activated(config.activation, name)
}

/** Steps and padding of a layer whose input has zeros around it already. */
function slid(
  { strides, dilation_rate: dilation = [1, 1], padding: own, kernel_size: kernel }:
  Omit<Depthwise, 'depth_multiplier'>,
  zeros: Pads | null, input: Shape
): Sliding {
  const steps = { stride: sidesOf(strides), ...stepsApart(dilation) }
  return { ...steps, padding: withZeros({ ...steps, padding: own }, zeros, input, kernel) }
}

/** Of 1 × 1 × channels, which are flat here. */
function ofKerasColumn(
  reading: KerasReading, node: string, { filters, kernel_size: kernel, groups, use_bias: bias, ...config }:
  z.infer<typeof settings>
): KerasValue {
  if (kernel.join() !== '1,1' || groups > 1)
    throw reading.named('takes one value per channel, and only a 1×1 convolution of those is done here')
  const name = reading.add({ type: 'dense', inputs: [node], units: filters, bias })
  reading.readWeights(name, bias ? ['kernel', 'bias'] : ['kernel'], (tensor, role) =>
    (role === 'kernel' ? { ...tensor, shape: tensor.shape.slice(2) } : tensor))
  return reading.activated(config.activation, name)
}

type Depthwise = Omit<z.infer<typeof depthwiseSettings>, 'activation'>

/** Every channel by itself: Keras has its filters behind one another: height, width, channels, filters of a channel. */
function depthwise(reading: KerasReading, { node, pads }: KerasValue, config: Depthwise, bias: boolean): string {
  const { kernel_size: kernel, depth_multiplier: ofChannel } = config
  const shape = reading.shapeOf(node)
  const channels = shape.at(-1) ?? 0
  const name = reading.add({
    type: 'convolution', inputs: [node], filters: channels * ofChannel, kernel, bias,
    ...channels > 1 && { groups: channels }, ...slid(config, pads, shape)
  })
  reading.readWeights(name, bias ? ['kernel', 'bias'] : ['kernel'], (tensor, role) => {
    if (role !== 'kernel') return tensor
    if (tensor.shape.join() !== [...kernel, channels, ofChannel].join())
      throw reading.named(`has depthwise weights of ${tensor.shape.join('×')}`)
    return { ...tensor, shape: [...kernel, 1, channels * ofChannel] }
  }, { kernel: 'depthwise_kernel' })
  return name
}

/** Channels alone, and then a convolution of 1×1, which has the bias. */
function separable(reading: KerasReading, value: KerasValue): KerasValue {
  const { activation: after, filters, use_bias: bias, ...config } = reading.config(separableSettings)
  const inner = depthwise(reading, value, { ...config, use_bias: false }, false)
  const name = reading.add({
    type: 'convolution', inputs: [inner], filters, kernel: [1, 1], stride: 1, padding: 'valid', bias
  })
  reading.setWeights(name, 'kernel', reading.weight('pointwise_kernel', 1))
  if (bias) reading.setWeights(name, 'bias', reading.weight('bias', 2))
  return reading.activated(after, name)
}

function fromOnnx(reading: OnnxReading): OnnxValue {
  if (reading.taken().layout === 'column') return ofColumn(reading)
  const { node, shape } = reading.images()
  const weights = reading.tensor(1)
  const [filters, inputs, height, width] = weights.shape
  if (weights.shape.length !== 4) throw reading.named(`has weights of ${weights.shape.length} axes instead of 4`)
  const groups = reading.integer('group', 1)
  const { size: kernel, sliding } = reading.window(shape, [height, width])
  if (kernel[0] !== height || kernel[1] !== width)
    throw reading.named(`declares a window of ${kernel.join('×')} for weights of ${height}×${width}`)
  const bias = (reading.inputs[2] ?? '') !== ''
  const name = reading.add({
    type: 'convolution', inputs: [node], filters, kernel, ...sliding, bias, ...groups > 1 && { groups }
  })
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
