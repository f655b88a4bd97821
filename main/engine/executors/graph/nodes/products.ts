/**
 * What a convolution multiplies, forwards and backwards. Where each channel is a group TensorFlow has operations of
 * their own, whose kernels are [height, width, channels, filters of a channel]; other groups are convolutions beside
 * one another.
 */
import type { NodeOf, Padding } from '../../../../../preload/schema/network'
import type { Shape } from '../../../networks/shapes'
import { int, type Attributes, type Output } from '../builder'
import type { Pass } from '../pass'
import { paddingAttributes } from './window'

export interface Products {
  forward(value: Output, kernel: Output): Output
  /** @param gradient of what `forward` gives */
  kernelGradient(value: Output, gradient: Output): Output
  /** @param shape of the value, int32 */
  inputGradient(shape: Output, kernel: Output, gradient: Output): Output
}

export function productsOf(pass: Pass, node: NodeOf<'convolution'>): Products {
  const kernelShape = pass.options.variable(`${node.name}/kernel`).shape
  const { groups = 1 } = node
  if (groups === 1) return whole(pass, node, kernelShape)
  return pass.shapeOf(node.inputs[0])[2] === groups
    ? ofChannels(pass, node, kernelShape)
    : ofGroups(pass, node, kernelShape, groups)
}

function attributesOf({ options: { precision } }: Pass, { stride, padding }: NodeOf<'convolution'>): Attributes {
  return {
    T: { type: precision },
    strides: { ints: [1, stride, stride, 1] },
    ...paddingAttributes(padding),
    data_format: { text: 'NHWC' },
    dilations: { ints: [1, 1, 1, 1] }
  }
}

function whole(pass: Pass, node: NodeOf<'convolution'>, kernelShape: Shape): Products {
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

function ofChannels(pass: Pass, node: NodeOf<'convolution'>, kernelShape: Shape): Products {
  const { builder } = pass
  const [height, width, , filters] = kernelShape
  const { groups = 1 } = node
  const zeros = zerosAround(pass, node.padding)
  const attributes = attributesOf(pass, zeros === null ? node : { ...node, padding: 'valid' })
  const ownShape = builder.ints(height, width, groups, filters / groups)
  const reshaped = (kernel: Output, shape: Output): Output =>
    builder.op('Reshape', [kernel, shape], { T: { type: pass.options.precision }, Tshape: int })
  const put = zeros?.put ?? ((value: Output) => value)
  return {
    forward: (value, kernel) =>
      builder.op('DepthwiseConv2dNative', [put(value), reshaped(kernel, ownShape)], attributes),
    kernelGradient: (value, gradient) => reshaped(
      builder.op('DepthwiseConv2dNativeBackpropFilter', [put(value), ownShape, gradient], attributes),
      builder.ints(...kernelShape)
    ),
    inputGradient: (shape, kernel, gradient) => {
      const wide = zeros === null ? shape : zeros.widened(shape)
      const inputs = [wide, reshaped(kernel, ownShape), gradient]
      const back = builder.op('DepthwiseConv2dNativeBackpropInput', inputs, attributes)
      return zeros === null ? back : zeros.taken(back, shape)
    }
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

function ofGroups(pass: Pass, node: NodeOf<'convolution'>, kernelShape: Shape, groups: number): Products {
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
