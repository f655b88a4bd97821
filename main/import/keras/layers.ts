/**
 * Keras' layers as nodes of ours. A layer's activation becomes a support of its own; a softmax at the end is dropped,
 * so that the network ends in logits. Everything else is named as what it is and refused.
 */
import { z } from 'zod'
import type { ParameterRole } from '../../engine/networks/parameters'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { kerasParameterNames } from '../../interchange/keras/layers'
import { explicitPads } from '../../interchange/onnx/layout'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import type { KerasLayer } from './topology'

/** @param position among the layer's weights in Keras' order, for formats that number them */
export type ReadWeight = (layer: KerasLayer, weight: string, position: number) => Tensor

type Pads = readonly [top: number, left: number, bottom: number, right: number]
/**
 * What a layer gives: a node's output; zeros around it that a convolution must take in; probabilities that nothing may
 * take.
 */
interface Value { node: string; pads: Pads | null; probabilities: boolean }

export interface BuiltKeras extends BuiltNetwork { scalesBytes: boolean }

const size = z.number().int().min(1).max(65_536)
/** One number for both axes, or two. */
const pair = z.union([size.transform((length): [number, number] => [length, length]), z.tuple([size, size])])
const even = pair
  .refine(([height, width]) => height === width, 'differs between the axes')
  .transform(([length]) => length)
const ones = pair.refine(([height, width]) => height === 1 && width === 1, 'is not 1').optional()
const channelsLast = z.literal('channels_last').nullish()
const padding = z.enum(['same', 'valid']).default('valid')
const absent = z.union([z.null(), z.literal(0)]).optional()
/** Written as a name, or in Keras 3 as the function of that name. */
const activation = z.union([
  z.string(), z.null().transform(() => 'linear'), z.object({ config: z.string() }).transform(({ config }) => config),
  z.object({ registered_name: z.string() }).transform((written) => written.registered_name)
]).default('linear')

const schemas = {
  InputLayer: z.object({ batch_shape: z.unknown().optional(), batch_input_shape: z.unknown().optional() }),
  Conv2D: z.object({
    filters: size,
    kernel_size: pair,
    strides: even.default(1),
    padding,
    data_format: channelsLast,
    dilation_rate: ones,
    groups: z.literal(1).optional(),
    activation,
    use_bias: z.boolean().default(true)
  }),
  Dense: z.object({ units: size, activation, use_bias: z.boolean().default(true) }),
  BatchNormalization: z.object({
    axis: z
      .union([
        z.number().int(),
        z
          .array(z.number().int())
          .length(1)
          .transform(([axis]) => axis)
      ])
      .default(-1),
    momentum: z.number().default(0.99),
    epsilon: z.number().default(1e-3),
    center: z.boolean().default(true),
    scale: z.boolean().default(true)
  }),
  Pooling: z.object({ pool_size: even.default(2), strides: even.nullish(), padding, data_format: channelsLast }),
  ZeroPadding2D: z.object({
    padding: z.union([
      pair.transform(([height, width]): Pads => [height, width, height, width]),
      z
        .tuple([
          z.tuple([size.or(z.literal(0)), size.or(z.literal(0))]),
          z.tuple([size.or(z.literal(0)), size.or(z.literal(0))])
        ])
        .transform(([[top, bottom], [left, right]]): Pads => [top, left, bottom, right])
    ]),
    data_format: channelsLast
  }),
  GlobalAveragePooling2D: z.object({ data_format: channelsLast, keepdims: z.literal(false).optional() }),
  Concatenate: z.object({ axis: z.number().int().default(-1) }),
  Flatten: z.object({ data_format: channelsLast }),
  Dropout: z.object({ rate: z.number().min(0).lt(1) }),
  ReLU: z.object({ max_value: z.null().optional(), negative_slope: absent, threshold: absent, alpha: absent }),
  Softmax: z.object({ axis: z.union([z.literal(-1), z.tuple([z.literal(-1)])]).default(-1) }),
  Activation: z.object({ activation }),
  Rescaling: z.object({ scale: z.number(), offset: z.number().default(0) })
}

export function networkFromKeras(
  layers: readonly KerasLayer[],
  builder: NetworkBuilder,
  read: ReadWeight,
  fault: Fault
): BuiltKeras {
  const reader = new LayerReader(builder, read, fault)
  const values = new Map<string, Value>()
  for (const layer of layers) {
    values.set(
      layer.name,
      reader.value(
        layer,
        layer.inputs.map((name) => {
          const value = values.get(name)
          if (!value) throw fault(`layer "${shown(layer.name)}" takes "${shown(name)}", which does not come before it`)
          if (value.probabilities)
            throw fault(
              `layer "${shown(layer.name)}" takes what a softmax gives, and a softmax may only stand at the end`
            )
          return value
        })
      )
    )
  }
  const answer = values.get(layers[layers.length - 1].name)
  if (!answer || answer.pads) throw fault('it ends in zeros around its values')
  return { ...builder.finish(answer.node), scalesBytes: reader.scalesBytes }
}

class LayerReader {
  /** The model divides its input by 255 itself. */
  scalesBytes = false
  readonly #builder: NetworkBuilder
  readonly #read: ReadWeight
  readonly #fault: Fault
  #input: string | null = null

  constructor(builder: NetworkBuilder, read: ReadWeight, fault: Fault) {
    this.#builder = builder
    this.#read = read
    this.#fault = fault
  }

  value(layer: KerasLayer, inputs: readonly Value[]): Value {
    const { className } = layer
    if (className === 'InputLayer') return this.#addInput(layer)
    if (className === 'Add' || className === 'Concatenate') return this.#join(layer, className, inputs)
    if (inputs.length !== 1) throw this.#named(layer, `takes ${inputs.length} layers where one is needed`)
    const [input] = inputs
    if (className === 'Conv2D') return this.#convolution(layer, input)
    if (input.pads)
      throw this.#named(
        layer,
        'takes what a ZeroPadding2D gives, and only a convolution takes in zeros around its input'
      )
    switch (className) {
      case 'ZeroPadding2D':
        return { ...input, pads: this.#config(layer, schemas.ZeroPadding2D).padding }
      case 'Dense':
        return this.#dense(layer, input.node)
      case 'BatchNormalization':
        return this.#batchNorm(layer, input.node)
      case 'MaxPooling2D':
      case 'AveragePooling2D':
        return this.#pooling(layer, input.node)
      case 'GlobalAveragePooling2D':
        return this.#plain(layer, schemas.GlobalAveragePooling2D, 'global-mean', input.node)
      case 'Flatten':
        return this.#plain(layer, schemas.Flatten, 'flatten', input.node)
      case 'ReLU':
        return this.#plain(layer, schemas.ReLU, 'support', input.node)
      case 'Activation':
        return this.#activated(layer, this.#config(layer, schemas.Activation).activation, input.node, layer.name)
      case 'Softmax':
        return this.#probabilities(this.#config(layer, schemas.Softmax) && input.node)
      case 'Dropout':
        return this.#dropout(layer, input)
      case 'Rescaling':
        return this.#rescaling(layer, input)
      default:
        throw this.#fault(`layer "${shown(layer.name)}" is a ${shown(className)}, which Maskscope does not have`)
    }
  }

  #named(layer: KerasLayer, problem: string): Error {
    return this.#fault(`layer "${shown(layer.name)}" (${shown(layer.className)}) ${problem}`)
  }

  #config<T extends z.ZodType>(layer: KerasLayer, schema: T): z.infer<T> {
    const parsed = schema.safeParse(layer.config)
    if (parsed.success) return parsed.data
    const key = String(parsed.error.issues[0].path[0] ?? '')
    throw this.#named(
      layer,
      `has ${shown(key)} ${shown(JSON.stringify(layer.config[key]) ?? 'missing').replaceAll('�', "'")}, which Maskscope does not have`
    )
  }

  #addInput(layer: KerasLayer): Value {
    const { batch_shape: now, batch_input_shape: before } = this.#config(layer, schemas.InputLayer)
    const shape = z.tuple([z.unknown(), size, size, size]).safeParse(now ?? before)
    if (this.#input !== null) throw this.#named(layer, 'is a second input, and networks here have one')
    if (!shape.success) throw this.#named(layer, 'does not say height, width and channels of its images')
    const [, height, width, channels] = shape.data
    this.#input = this.#builder.add(layer.name, { type: 'input', inputs: [], shape: [height, width, channels] })
    return valueOf(this.#input)
  }

  #convolution(layer: KerasLayer, { node, pads }: Value): Value {
    const {
      filters,
      kernel_size: kernel,
      strides,
      padding: written,
      activation: after,
      use_bias: bias
    } = this.#config(layer, schemas.Conv2D)
    if (pads && written === 'same') throw this.#named(layer, 'adds zeros of its own to those of a ZeroPadding2D')
    if (pads && explicitPads('same', this.#builder.shapeOf(node), kernel, strides).join() !== pads.join()) {
      throw this.#named(
        layer,
        `takes ${pads.join(', ')} rows and columns of zeros (top, left, bottom, right) from a ZeroPadding2D, which is neither padding "same" nor "valid"`
      )
    }
    const name = this.#builder.add(layer.name, {
      type: 'convolution',
      inputs: [node],
      filters,
      kernel,
      stride: strides,
      padding: pads ? 'same' : written,
      bias
    })
    this.#readAll(layer, name, bias ? ['kernel', 'bias'] : ['kernel'])
    return this.#activated(layer, after, name)
  }

  /** Keras applies a dense layer at every position of an image; that is a convolution of 1×1. */
  #dense(layer: KerasLayer, input: string): Value {
    const { units, activation: after, use_bias: bias } = this.#config(layer, schemas.Dense)
    const shape = this.#builder.shapeOf(input)
    const name =
      shape.length === 1
        ? this.#builder.add(layer.name, { type: 'dense', inputs: [input], units, bias })
        : this.#builder.add(layer.name, {
            type: 'convolution',
            inputs: [input],
            filters: units,
            kernel: [1, 1],
            stride: 1,
            padding: 'valid',
            bias
          })
    this.#readAll(layer, name, bias ? ['kernel', 'bias'] : ['kernel'], (tensor, role) =>
      role === 'kernel' && shape.length === 3 ? { ...tensor, shape: [1, 1, ...tensor.shape] } : tensor
    )
    return this.#activated(layer, after, name)
  }

  #batchNorm(layer: KerasLayer, input: string): Value {
    const { axis, momentum, epsilon, center, scale } = this.#config(layer, schemas.BatchNormalization)
    const shape = this.#builder.shapeOf(input)
    if (axis !== -1 && axis !== shape.length)
      throw this.#named(layer, `normalises along axis ${axis} and not along channels`)
    const name = this.#builder.add(layer.name, { type: 'batch-norm', inputs: [input], epsilon, decay: momentum })
    const channels = [shape[shape.length - 1]]
    this.#builder.setWeights(name, 'scale', constant(channels, 1))
    this.#builder.setWeights(name, 'shift', constant(channels, 0))
    this.#readAll(layer, name, [
      ...(scale ? ['scale' as const] : []),
      ...(center ? ['shift' as const] : []),
      'mean',
      'variance'
    ])
    return valueOf(name)
  }

  #pooling(layer: KerasLayer, input: string): Value {
    const { pool_size: window, strides, padding: written } = this.#config(layer, schemas.Pooling)
    const type = layer.className === 'MaxPooling2D' ? 'max-pool' : 'average-pool'
    return valueOf(
      this.#builder.add(layer.name, { type, inputs: [input], window, stride: strides ?? window, padding: written })
    )
  }

  /** A layer without settings that matter here. */
  #plain(layer: KerasLayer, schema: z.ZodType, type: 'global-mean' | 'flatten' | 'support', input: string): Value {
    this.#config(layer, schema)
    return valueOf(this.#builder.add(layer.name, { type, inputs: [input] }))
  }

  #join(layer: KerasLayer, className: 'Add' | 'Concatenate', values: readonly Value[]): Value {
    if (values.some(({ pads }) => pads !== null))
      throw this.#named(
        layer,
        'takes what a ZeroPadding2D gives, and only a convolution takes in zeros around its input'
      )
    const inputs = values.map(({ node }) => node)
    if (className === 'Add') return valueOf(this.#builder.add(layer.name, { type: 'sum', inputs }))
    const { axis } = this.#config(layer, schemas.Concatenate)
    if (axis !== -1 && axis !== 3) throw this.#named(layer, `joins along axis ${axis} and not along channels`)
    return valueOf(this.#builder.add(layer.name, { type: 'concatenation', inputs }))
  }

  #dropout(layer: KerasLayer, input: Value): Value {
    const { rate } = this.#config(layer, schemas.Dropout)
    return rate === 0 ? input : valueOf(this.#builder.add(layer.name, { type: 'dropout', inputs: [input.node], rate }))
  }

  /** A model that divides bytes by 255 wants bytes; here that is preprocessing. */
  #rescaling(layer: KerasLayer, input: Value): Value {
    const { scale, offset } = this.#config(layer, schemas.Rescaling)
    if (input.node !== this.#input || Math.abs(scale * 255 - 1) > 1e-6 || offset !== 0) {
      throw this.#named(
        layer,
        `computes ${scale} · x + ${offset}, and only the division of the input by 255 can be done here`
      )
    }
    this.scalesBytes = true
    return input
  }

  #activated(layer: KerasLayer, name: string, node: string, foreign = `${layer.name} relu`): Value {
    switch (name) {
      case 'linear':
        return valueOf(node)
      case 'relu':
        return valueOf(this.#builder.add(foreign, { type: 'support', inputs: [node] }))
      case 'softmax':
        return this.#probabilities(node)
      default:
        throw this.#fault(
          `layer "${shown(layer.name)}" has the activation "${shown(name)}", which Maskscope does not have`
        )
    }
  }

  #probabilities(node: string): Value {
    return { ...valueOf(node), probabilities: true }
  }

  #readAll(
    layer: KerasLayer,
    name: string,
    roles: readonly ParameterRole[],
    change: (tensor: Tensor, role: ParameterRole) => Tensor = (tensor) => tensor
  ): void {
    roles.forEach((role, position) =>
      this.#builder.setWeights(name, role, change(this.#read(layer, kerasParameterNames[role], position), role))
    )
  }
}

const valueOf = (node: string): Value => ({ node, pads: null, probabilities: false })
const constant = (shape: Shape, value: number): Tensor => ({
  shape,
  values: new Float32Array(sizeOf(shape)).fill(value)
})
