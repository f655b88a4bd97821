/**
 * Keras' layers as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the layers that become no node. A layer's activation becomes a support of its own; a softmax at the end is
 * dropped, so that the network ends in logits. Everything else is named as what it is and refused.
 */
import { z } from 'zod'
import type { NodeOf, Pads } from '../../../preload/schema/network'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { scaledBy } from '../../interchange/fixed-scale'
import { kerasParameterNames } from '../../interchange/keras/layers'
import {
  activation, channelsLast, kerasValue, pair, size, type KerasActivation, type KerasForm, type KerasReader,
  type KerasReading, type KerasValue, type Rectifying
} from '../../interchange/keras/reading'
import { kerasReaders } from '../../interchange/kinds'
import { zerosAround } from '../../interchange/padding'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, shownValue, type Fault } from '../fault'
import { isChannelsFirst, turnedToLast } from './channels-first'
import { flattenedForm, isColumn, problemOfForms, rowsAsHere, trainingOnly, withForm } from './forms'
import { expanded, reshaped, type ReshapeTask } from './reshape'
import { Traces, type TracedValue } from '../original'
import { slopeOfHardSigmoid, type KerasLayer } from './topology'

/** @param position among the layer's weights in Keras' order, for formats that number them */
export type ReadWeight = (layer: KerasLayer, weight: string, position: number) => Tensor

export interface BuiltKeras extends BuiltNetwork {
  scalesBytes: boolean
  values: TracedValue[]
  /** How many values of an image a layer gives, by what its call gives. */
  sizes: ReadonlyMap<string, number>
  /** The last layer, where it has a softmax among its settings. */
  softmaxIn: string | null
}

/** Behind the names of the models that it is in. */
export const nameOf = ({ path }: KerasLayer): string => path.join('/')
const ownName = ({ path }: KerasLayer): string => path[path.length - 1]

const zeros = size.or(z.literal(0))
/** One for all channels, or one of each. */
const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1)])
const schemas = {
  ZeroPadding2D: z.object({
    padding: z.union([
      pair.transform(([height, width]): Pads => [height, width, height, width]),
      z
        .tuple([z.tuple([zeros, zeros]), z.tuple([zeros, zeros])])
        .transform(([[top, bottom], [left, right]]): Pads => [top, left, bottom, right])
    ]),
    data_format: channelsLast
  }),
  Softmax: z.object({ axis: z.union([z.literal(-1), z.tuple([z.literal(-1)])]).default(-1) }),
  Activation: z.object({ activation }),
  Rescaling: z.object({ scale: numbers, offset: numbers.default([0]) })
}

export function networkFromKeras(
  layers: readonly KerasLayer[],
  builder: NetworkBuilder,
  read: ReadWeight,
  fault: Fault
): BuiltKeras {
  const reader = new LayerReader(builder, read, fault, layers)
  const values = new Map<string, KerasValue>()
  const traces = new Traces()
  let softmaxIn: string | null = null
  const taken = (layer: KerasLayer, name: string): KerasValue => {
    const value = values.get(name)
    const named = `layer "${shown(nameOf(layer))}"`
    if (!value) throw fault(`${named} takes "${shown(name)}", which does not come before it`)
    if (value.probabilities) throw fault(`${named} takes what a softmax gives, and a softmax may only stand at the end`)
    return value
  }
  for (const layer of layers) {
    const inputs = layer.inputs.map((input) => taken(layer, input))
    const value = reader.value(layer, inputs)
    const folded = foldedLayer(layer, value, inputs)
    if (folded !== null) builder.tellFolded(folded)
    values.set(layer.gives, value)
    const { className } = layer
    if (value.pads || (value.probabilities && traces.has(value.node)) || trainingOnly.has(className)) continue
    if (value.probabilities) softmaxIn = nameOf(layer)
    traces.add({
      node: value.node, value: layer.gives, layer: nameOf(layer), kind: className,
      channelsFirst: channelsFirstIn(layers, value, builder.shapeOf(value.node))
    })
  }
  const answer = values.get(layers[layers.length - 1].gives)
  if (!answer || answer.pads) throw fault('it ends in zeros around its values')
  if (answer.form !== 'as here' && !isColumn(answer.form))
    throw fault('it ends in flattened images, not in one value per class')
  const built = builder.finish(answer.node)
  const sizes = new Map([...values].map(([name, { node }]) => [name, sizeOf(builder.shapeOf(node))]))
  return { ...built, scalesBytes: reader.scalesBytes, values: traces.values(reader.input), sizes, softmaxIn }
}

/** The shape of images whose channels come first in the file, flattened ones too; null of any other value. */
function channelsFirstIn(layers: readonly KerasLayer[], { form }: KerasValue, shape: Shape): Shape | null {
  if (form !== 'as here') return form.kind === 'rows' ? form.images : null
  return shape.length === 3 && isChannelsFirst(layers) ? shape : null
}

/** Layers that are nothing but a function of each value. */
const isFunction: ReadonlySet<string> = new Set(['Activation', 'ReLU', 'Relu', 'LeakyReLU'])

/** What became of a layer, or of a part of it, that is no node; null of any other. */
function foldedLayer(layer: KerasLayer, value: KerasValue, inputs: readonly KerasValue[]): string | null {
  const { className } = layer
  const what = `layer "${shown(nameOf(layer))}" (${shown(className)})`
  if (value.probabilities) return `the softmax of ${what} is left out, so that the network ends in logits`
  if (trainingOnly.has(className)) return `${what} works in training only, and is left out`
  if (value.pads) return `the zeros of ${what} became the padding of what takes them`
  if (!inputs.some(({ node }) => node === value.node)) return null
  return className === 'Rescaling'
    ? `${what} is done by the preprocessing`
    : `${what} only says how the values of "${value.node}" lie`
}

const mostOfByte = 255
/** A scale of no more than this is of bytes: it makes less than 8 of the largest. */
const mostForBytes = 1 / 32

function makesBytesSmall({ className, config }: KerasLayer): boolean {
  const parsed = className === 'Rescaling' ? schemas.Rescaling.safeParse(config) : null
  return parsed?.success === true && parsed.data.scale.every((value) => Math.abs(value) <= mostForBytes)
}


class LayerReader {
  /** The model takes bytes, and makes smaller numbers of them itself. */
  readonly scalesBytes: boolean
  readonly #builder: NetworkBuilder
  readonly #read: ReadWeight
  readonly #fault: Fault
  readonly #reshape: ReshapeTask
  /** Layers that become no node. */
  readonly #others: ReadonlyMap<string, KerasReader['read']>
  /** Names of layers whose weights a node has. */
  readonly #weighted = new Set<string>()
  #layer: KerasLayer = { path: [''], gives: '', call: 0, className: '', config: {}, inputs: [], generation: 2 }
  /** How what the layer takes lies. */
  #form: KerasForm = 'as here'
  #input: string | null = null
  /** What was scaled by one number and moved by another, by the node that does it. */
  readonly #lines = new Map<string, { input: string; factor: number; offset: number }>()
  /** Whether one layer alone takes the images. */
  readonly #isInputTakenOnce: boolean

  constructor(builder: NetworkBuilder, read: ReadWeight, fault: Fault, layers: readonly KerasLayer[]) {
    this.#builder = builder
    this.#read = read
    this.#fault = fault
    this.#reshape = { isChannelsFirst: isChannelsFirst(layers), imagesOf: (node) => this.#imagesOf(node) }
    const takers = layers.filter(({ inputs }) => inputs.includes(layers[0].gives))
    this.#isInputTakenOnce = takers.length === 1
    this.scalesBytes = takers.some(makesBytesSmall)
    this.#others = new Map<string, KerasReader['read']>([
      ['ZeroPadding2D', (reading, [input]) => ({ ...input, pads: reading.config(schemas.ZeroPadding2D).padding })],
      ['Softmax', (reading, [{ node }]) => {
        reading.config(schemas.Softmax)
        return probabilities(node)
      }],
      ['Activation', (reading, [{ node }]) =>
        reading.activated(reading.config(schemas.Activation).activation, node)],
      ['Reshape', (reading, [input]) => reshaped(reading, input, this.#reshape)],
      ['ExpandDims', (reading, [input]) => expanded(reading, input, this.#reshape)],
      ['Rescaling', (reading, [input]) => this.#rescaling(reading, input)],
      ...[...trainingOnly].map((className): [string, KerasReader['read']] => [className, (_reading, [input]) => input])
    ])
  }

  /** The node that is the image. */
  get input(): string {
    return this.#input ?? ''
  }

  value(layer: KerasLayer, given: readonly KerasValue[]): KerasValue {
    this.#layer = layer
    const inputs = this.#taken(given)
    this.#form = inputs[0]?.form ?? 'as here'
    const reader = kerasReaders.get(layer.className)
    if (reader?.takes === 'nothing') return this.#begin(reader.read(this.#reading(this.#turned(inputs)), []))
    if (reader?.takes !== 'several' && inputs.length !== 1)
      throw this.#named(`takes ${inputs.length} layers where one is needed`)
    const read = reader ? reader.read.bind(reader) : this.#others.get(layer.className)
    if (!read)
      throw this.#fault(
        `layer "${shown(nameOf(layer))}" is a ${shown(layer.className)}, which Maskscope does not have`
      )
    const problem = problemOfForms(layer.className, inputs)
    if (problem !== null) throw this.#named(problem)
    return this.#formed(read(this.#reading(this.#turned(inputs)), inputs), inputs)
  }

  /** Zeros around them are values, where the layer does not take them in. */
  #taken(inputs: readonly KerasValue[]): readonly KerasValue[] {
    if (kerasReaders.get(this.#layer.className)?.padded) return inputs
    return inputs.map((input) => zerosAround(this.#reading({}), input))
  }

  /** The layer's settings, of images with channels last. */
  #turned(inputs: readonly KerasValue[]): KerasLayer['config'] {
    if (!this.#reshape.isChannelsFirst) return this.#layer.config
    const turned = turnedToLast(this.#layer, inputs.some(({ node }) => this.#builder.shapeOf(node).length === 3))
    if (typeof turned === 'string') throw this.#named(turned)
    return turned
  }

  #formed(given: KerasValue, inputs: readonly KerasValue[]): KerasValue {
    const { className, config } = this.#layer
    const formed = withForm(className, given, inputs)
    if (className !== 'Flatten') return formed
    if (config.data_format === 'channels_first') {
      if (this.#form === 'as here') return formed
      throw this.#named('turns channels to the end of images that have none')
    }
    const shape = this.#builder.shapeOf(inputs[0].node)
    return shape.length === 3 ? { ...formed, form: flattenedForm(shape, this.#reshape.isChannelsFirst) } : formed
  }

  /** What takes bytes gets them divided by 255, as images are prepared here, and so multiplied again. */
  #begin(value: KerasValue): KerasValue {
    this.#input = value.node
    if (!this.scalesBytes || this.#isInputTakenOnce) return value
    return kerasValue(scaledBy(this.#reading(this.#layer.config), value.node, { factor: [mostOfByte], offset: [0] }))
  }

  /** Of a model that takes its images flattened, the images. */
  #imagesOf(node: string): string | null {
    const found = this.#builder.nodeOf(node)
    return node === this.#input && found.type === 'flatten' ? found.inputs[0] : null
  }

  #isInput(node: string): boolean {
    return this.#input !== null && (node === this.#input || node === this.#imagesOf(this.#input))
  }

  #reading(config: KerasLayer['config']): KerasReading {
    const layer = this.#layer
    return {
      hasInput: this.#input !== null,
      config: (schema) => this.#config(schema, config),
      named: (problem) => this.#named(problem),
      add: (node) => this.#builder.add(ownName(layer), node),
      shapeOf: (node) => this.#builder.shapeOf(node),
      isNeverNegative: (node) => this.#builder.isNeverNegative(node),
      setWeights: (node, role, tensor) => this.#builder.setWeights(node, role, tensor),
      weight: (name, position) => this.#read(layer, name, position),
      readWeights: (node, roles, change = (tensor) => tensor, names = {}) => {
        const [name, form] = [nameOf(layer), this.#form]
        if (this.#weighted.has(name))
          throw this.#named('is used more than once, and layers that share their weights are not read')
        this.#weighted.add(name)
        for (const [position, role] of roles.entries()) {
          const tensor = change(this.#read(layer, names[role] ?? kerasParameterNames[role], position), role)
          this.#builder.setWeights(node, role, role === 'bias' ? tensor : rowsAsHere(tensor, form))
        }
      },
      activated: (given, node) =>
        this.#activated(given, node, isFunction.has(layer.className) ? ownName(layer) : `${ownName(layer)} relu`)
    }
  }

  #named(problem: string): Error {
    const { className } = this.#layer
    return this.#fault(`layer "${shown(nameOf(this.#layer))}" (${shown(className)}) ${problem}`)
  }

  #config<T extends z.ZodType>(schema: T, config: KerasLayer['config']): z.infer<T> {
    const parsed = schema.safeParse(config)
    if (parsed.success) return parsed.data
    const key = String(parsed.error.issues[0].path[0] ?? '')
    throw this.#named(`has ${shown(key)} ${shownValue(config[key])}, which Maskscope does not have`)
  }

  #rescaling(reading: KerasReading, { node }: KerasValue): KerasValue {
    const { scale, offset } = reading.config(schemas.Rescaling)
    const channels = reading.shapeOf(node).at(-1) ?? 0
    if (![scale, offset].every(({ length }) => length === 1 || length === channels))
      throw reading.named(`has other than one number for each of ${channels} channels`)
    const isEven = scale.length === 1 && offset.length === 1
    if (!isEven && (this.#form !== 'as here' || this.#reshape.isChannelsFirst))
      throw reading.named('has numbers for channels, which do not lie last here')
    const factor = this.#isInput(node) && this.scalesBytes ? scale.map((value) => value * mostOfByte) : scale
    const changesNothing = factor.every((value) => Math.abs(value - 1) < 1e-6) && offset.every((value) => value === 0)
    if (changesNothing) return kerasValue(node)
    const gate = isEven && offset[0] === 0 ? this.#hardSigmoid(node, factor[0]) : null
    if (gate) return this.#applied(ownName(this.#layer), gate.input, { function: 'hard-sigmoid', slope: gate.slope })
    const scaled = scaledBy(reading, node, { factor, offset })
    if (isEven) this.#lines.set(scaled, { input: node, factor: factor[0], offset: offset[0] })
    return kerasValue(scaled)
  }

  /** ReLU6(x + 3) · 1/6, as Keras' applications write a gate: s min(max(a x + b, 0), m) with s m = 1 and s b = 1/2. */
  #hardSigmoid(node: string, factor: number): { input: string; slope: number } | null {
    const bound = this.#builder.nodeOf(node)
    if (bound.type !== 'activation' || bound.apply.function !== 'bounded') return null
    const above = this.#builder.nodeOf(bound.inputs[0])
    const line = above.type === 'support' ? this.#lines.get(above.inputs[0]) : undefined
    if (!line || !isNear(factor * bound.apply.most, 1) || !isNear(factor * line.offset, 0.5)) return null
    const slope = factor * line.factor
    return slope > 0 && slope <= 1 ? { input: line.input, slope } : null
  }

  /** A ReLU, or without a support where it is leaky; either may stop above. */
  #rectified(foreign: string, node: string, { slope, most }: Rectifying): KerasValue {
    const above = slope === 0
      ? kerasValue(this.#builder.add(foreign, { type: 'support', inputs: [node] }))
      : this.#applied(foreign, node, { function: 'leaky-relu', slope })
    return most === null ? above : this.#applied(foreign, above.node, { function: 'bounded', most })
  }

  /** A value times what the function makes of it. */
  #gated(foreign: string, node: string, apply: NodeOf<'activation'>['apply']): KerasValue {
    const gate = this.#applied(foreign, node, apply)
    return kerasValue(this.#builder.add(foreign, { type: 'product', inputs: [node, gate.node] }))
  }

  #applied(foreign: string, node: string, apply: NodeOf<'activation'>['apply']): KerasValue {
    return kerasValue(this.#builder.add(foreign, { type: 'activation', inputs: [node], apply }))
  }

  /** @param foreign what a support made here is called */
  #activated({ name, rectifying }: KerasActivation, node: string, foreign: string): KerasValue {
    switch (name) {
      case 'linear':
        return kerasValue(node)
      case 'relu':
        return this.#rectified(foreign, node, rectifying ?? { slope: 0, most: null })
      case 'relu6':
        return this.#rectified(foreign, node, { slope: 0, most: 6 })
      case 'leaky_relu':
        return this.#rectified(foreign, node, rectifying ?? { slope: slopeOfLeaky, most: null })
      case 'softmax':
        return probabilities(node)
      case 'sigmoid': case 'tanh':
        return this.#applied(foreign, node, { function: name })
      case 'hard_sigmoid':
        return this.#applied(foreign, node, { function: 'hard-sigmoid', slope: slopeOfHardSigmoid(this.#layer) })
      case 'swish': case 'silu':
        return this.#gated(foreign, node, { function: 'sigmoid' })
      case 'hard_silu': case 'hard_swish':
        return this.#gated(foreign, node, { function: 'hard-sigmoid', slope: 1 / 6 })
      default:
        throw this.#fault(
          `layer "${shown(nameOf(this.#layer))}" has the activation "${shown(name)}", which Maskscope does not have`
        )
    }
  }
}

/** Of the function by its name, in Keras 2 and 3. */
const slopeOfLeaky = 0.2

const isNear = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 1e-6

const probabilities = (node: string): KerasValue => ({ ...kerasValue(node), probabilities: true })
