/**
 * What a convolution multiplies, forwards and backwards. Where each channel is a group TensorFlow has operations of
 * their own, whose kernels are [height, width, channels, filters of a channel]; other groups are convolutions beside
 * one another.
 */
import type { NodeOf, Padding } from '../../../../../preload/schema/network'
import { dilationOf, padsOf, reachOf, windowShape, type Pair } from '../../../networks/kinds/window'
import type { Shape } from '../../../networks/shapes'
import { int, type Attributes, type Output } from '../builder'
import type { Pass } from '../pass'
import { everyFew, reshaped, spread } from './steps'
import { ofMaps, paddingAttributes } from './window'

export interface Products {
  forward(value: Output, kernel: Output): Output
  /** @param gradient of what `forward` gives */
  kernelGradient(value: Output, gradient: Output): Output
  /** @param shape of the value, int32 */
  inputGradient(shape: Output, kernel: Output, gradient: Output): Output
}

type Convolution = NodeOf<'convolution'>

export function productsOf(pass: Pass, node: Convolution): Products {
  const kernelShape = pass.options.variable(`${node.name}/kernel`).shape
  return node.dilation === undefined ? plainProducts(pass, node, kernelShape) : dilated(pass, node, kernelShape)
}

function plainProducts(pass: Pass, node: Convolution, kernelShape: Shape): Products {
  const { groups = 1 } = node
  if (groups === 1) return whole(pass, node, kernelShape)
  if (pass.shapeOf(node.inputs[0])[2] !== groups) return ofGroups(pass, node, kernelShape, groups)
  return typeof node.stride === 'number'
    ? ofChannels(pass, node, kernelShape)
    : unevenly(pass, node, kernelShape, node.stride)
}

/**
 * A kernel with zeros between its values sees what the dilated one does. TensorFlow's own dilated convolutions have no
 * gradients on a CPU, unless oneDNN computes them, and none of channels alone.
 */
function dilated(pass: Pass, { dilation, ...node }: Convolution, kernelShape: Shape): Products {
  const [height, width, inputs, filters] = kernelShape
  const steps = dilationOf({ dilation })
  const reach = reachOf({ dilation }, [height, width])
  const products = plainProducts(pass, node, [...reach, inputs, filters])
  const apart = (kernel: Output): Output => reshaped(
    pass, spread(pass, kernel, [height, width, inputs * filters], steps, reach), ...reach, inputs, filters
  )
  return {
    forward: (value, kernel) => products.forward(value, apart(kernel)),
    kernelGradient: (value, gradient) => everyFew(pass, products.kernelGradient(value, gradient), [...steps, 1, 1]),
    inputGradient: (shape, kernel, gradient) => products.inputGradient(shape, apart(kernel), gradient)
  }
}

function attributesOf({ options: { precision } }: Pass, { stride, padding }: Convolution): Attributes {
  return {
    T: { type: precision },
    strides: ofMaps(stride),
    ...paddingAttributes(padding),
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] }
  }
}

function whole(pass: Pass, node: Convolution, kernelShape: Shape): Products {
  const { builder } = pass
  const attributes = { ...attributesOf(pass, node), use_cudnn_on_gpu: { bool: true } }
  return {
    forward: (value, kernel) => builder.op('Conv2D', [value, kernel], attributes),
    kernelGradient: (value, gradient) =>
      builder.op('Conv2DBackpropFilter', [value, builder.ints(...kernelShape), gradient], attributes),
    inputGradient: (shape, kernel, gradient) =>
      builder.op('Conv2DBackpropInput', [shape, kernel, gradient], attributes)
  }
}

function ofChannels(pass: Pass, node: Convolution, kernelShape: Shape): Products {
  const { builder } = pass
  const [height, width, , filters] = kernelShape
  const { groups = 1 } = node
  const zeros = zerosAround(pass, node.padding)
  const attributes = attributesOf(pass, zeros === null ? node : { ...node, padding: 'valid' })
  const ownShape = [height, width, groups, filters / groups]
  const put = zeros?.put ?? ((value: Output) => value)
  return {
    forward: (value, kernel) =>
      builder.op('DepthwiseConv2dNative', [put(value), reshaped(pass, kernel, ...ownShape)], attributes),
    kernelGradient: (value, gradient) => {
      const inputs = [put(value), builder.ints(...ownShape), gradient]
      return reshaped(pass, builder.op('DepthwiseConv2dNativeBackpropFilter', inputs, attributes), ...kernelShape)
    },
    inputGradient: (shape, kernel, gradient) => {
      const wide = zeros === null ? shape : zeros.widened(shape)
      const inputs = [wide, reshaped(pass, kernel, ...ownShape), gradient]
      const back = builder.op('DepthwiseConv2dNativeBackpropInput', inputs, attributes)
      return zeros === null ? back : zeros.taken(back, shape)
    }
  }
}

/** With every stride, and then some of it: TensorFlow has no channels alone with unequal strides. */
function unevenly(pass: Pass, node: Convolution, kernelShape: Shape, stride: Pair): Products {
  const [height, width] = kernelShape
  const input = pass.shapeOf(node.inputs[0])
  const padding = padsOf(node, input, [height, width])
  const products = ofChannels(pass, { ...node, stride: 1, padding }, kernelShape)
  const every = windowShape('Convolution', { ...node, stride: 1, padding }, input, [height, width], node.filters)
  const some = windowShape('Convolution', node, input, [height, width], node.filters)
  const [rows, columns, filters] = some
  /** Zero where nothing was taken. */
  const ofEvery = (gradient: Output): Output =>
    spread(pass, gradient, [rows, columns, filters], stride, [every[0], every[1]])
  return {
    forward: (value, kernel) => everyFew(pass, products.forward(value, kernel), [1, ...stride, 1]),
    kernelGradient: (value, gradient) => products.kernelGradient(value, ofEvery(gradient)),
    inputGradient: (shape, kernel, gradient) => products.inputGradient(shape, kernel, ofEvery(gradient))
  }
}

interface Zeros {
  put(value: Output): Output
  /** The shape of a value with them. */
  widened(shape: Output): Output
  /** A value of that shape without them. */
  taken(value: Output, shape: Output): Output
}

/** In operations of their own: with pads of four numbers TensorFlow's own depthwise operation ends the process. */
function zerosAround({ builder, options: { precision } }: Pass, padding: Padding): Zeros | null {
  if (typeof padding === 'string') return null
  const [top, left, bottom, right] = padding
  const type = { type: precision } as const
  const around = builder.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2])
  return {
    put: (value) => builder.op('Pad', [value, around], { T: type, Tpaddings: int }),
    widened: (shape) => builder.op('AddV2', [shape, builder.ints(0, top + bottom, left + right, 0)], { T: int }),
    taken: (value, shape) =>
      builder.op('Slice', [value, builder.ints(0, top, left, 0), shape], { T: type, Index: int })
  }
}

function ofGroups(pass: Pass, node: Convolution, kernelShape: Shape, groups: number): Products {
  const { builder } = pass
  const [height, width, inputs, filters] = kernelShape
  const one = whole(pass, node, [height, width, inputs, filters / groups])
  const type = { type: pass.options.precision } as const
  const axis = builder.constant(Int32Array.of(3), [])
  const split = (value: Output): Output[] => {
    const parts = builder.op('Split', [axis, value], { T: type, num_split: { int: groups } })
    return Array.from({ length: groups }, (_, group) => (group === 0 ? parts : `${parts}:${group}`))
  }
  const joined = (parts: readonly Output[]): Output =>
    builder.op('ConcatV2', [...parts, axis], { T: type, N: { int: groups }, Tidx: int })
  const byGroup = (first: Output, second: Output, product: (first: Output, second: Output) => Output): Output => {
    const others = split(second)
    return joined(split(first).map((part, group) => product(part, others[group])))
  }
  return {
    forward: (value, kernel) => byGroup(value, kernel, one.forward),
    kernelGradient: (value, gradient) => byGroup(value, gradient, one.kernelGradient),
    inputGradient: (shape, kernel, gradient) => {
      // [examples, height, width, channels of a group].
      const ofOne = builder.op('Div', [shape, builder.ints(1, 1, 1, groups)], { T: int })
      return byGroup(kernel, gradient, (part, own) => one.inputGradient(ofOne, part, own))
    }
  }
}
