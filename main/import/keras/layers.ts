/**
 * Keras' layers as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the layers that become no node. A layer's activation becomes a support of its own; a softmax at the end is
 * dropped, so that the network ends in logits. Everything else is named as what it is and refused.
 */
import { z } from 'zod'
import type { Pads } from '../../../preload/schema/network'
import { kerasParameterNames } from '../../interchange/keras/layers'
import {
  activation, channelsLast, kerasValue, pair, size, type KerasReader, type KerasReading, type KerasValue
} from '../../interchange/keras/reading'
import { kerasReaders } from '../../interchange/kinds'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { Traces, type TracedValue } from '../original'
import type { KerasLayer } from './topology'

/** @param position among the layer's weights in Keras' order, for formats that number them */
export type ReadWeight = (layer: KerasLayer, weight: string, position: number) => Tensor

export interface BuiltKeras extends BuiltNetwork {
  scalesBytes: boolean
  values: TracedValue[]
  /** The last layer, where it has a softmax among its settings. */
  softmaxIn: string | null
}

const zeros = size.or(z.literal(0))
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
  Rescaling: z.object({ scale: z.number(), offset: z.number().default(0) })
}

export function networkFromKeras(
  layers: readonly KerasLayer[],
  builder: NetworkBuilder,
  read: ReadWeight,
  fault: Fault
): BuiltKeras {
  const reader = new LayerReader(builder, read, fault)
  const values = new Map<string, KerasValue>()
  const traces = new Traces()
  let softmaxIn: string | null = null
  const taken = (layer: KerasLayer, name: string): KerasValue => {
    const value = values.get(name)
    if (!value) throw fault(`layer "${shown(layer.name)}" takes "${shown(name)}", which does not come before it`)
    if (value.probabilities)
      throw fault(`layer "${shown(layer.name)}" takes what a softmax gives, and a softmax may only stand at the end`)
    return value
  }
  for (const layer of layers) {
    const { name, gives, className } = layer
    const value = reader.value(layer, layer.inputs.map((input) => taken(layer, input)))
    values.set(gives, value)
    if (value.pads || (value.probabilities && traces.has(value.node)) || trainingOnly.has(className)) continue
    if (value.probabilities) softmaxIn = name
    traces.add({ node: value.node, value: gives, layer: name, kind: className, channelsFirst: null })
  }
  const answer = values.get(layers[layers.length - 1].gives)
  if (!answer || answer.pads) throw fault('it ends in zeros around its values')
  const built = builder.finish(answer.node)
  return { ...built, scalesBytes: reader.scalesBytes, values: traces.values(reader.input), softmaxIn }
}

/** What changes images and activations while a model is trained, and lets them through where it is run. */
export const trainingOnly: ReadonlySet<string> = new Set([
  'RandomFlip', 'RandomTranslation', 'RandomRotation', 'RandomZoom', 'RandomContrast', 'RandomBrightness',
  'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'SpatialDropout2D', 'ActivityRegularization'
])

class LayerReader {
  /** The model divides its input by 255 itself. */
  scalesBytes = false
  readonly #builder: NetworkBuilder
  readonly #read: ReadWeight
  readonly #fault: Fault
  /** Layers that become no node. */
  readonly #others: ReadonlyMap<string, KerasReader['read']>
  /** Names of layers whose weights a node has. */
  readonly #weighted = new Set<string>()
  #layer: KerasLayer = { name: '', gives: '', call: 0, className: '', config: {}, inputs: [] }
  #input: string | null = null

  constructor(builder: NetworkBuilder, read: ReadWeight, fault: Fault) {
    this.#builder = builder
    this.#read = read
    this.#fault = fault
    this.#others = new Map<string, KerasReader['read']>([
      ['ZeroPadding2D', (reading, [input]) => ({ ...input, pads: reading.config(schemas.ZeroPadding2D).padding })],
      ['Softmax', (reading, [{ node }]) => {
        reading.config(schemas.Softmax)
        return probabilities(node)
      }],
      ['Activation', (reading, [{ node }]) =>
        this.#activated(reading.config(schemas.Activation).activation, node, this.#layer.name)],
      ['Rescaling', (reading, [input]) => this.#rescaling(reading, input)],
      ...[...trainingOnly].map((className): [string, KerasReader['read']] => [className, (_reading, [input]) => input])
    ])
  }

  /** The node that is the image. */
  get input(): string {
    return this.#input ?? ''
  }

  value(layer: KerasLayer, inputs: readonly KerasValue[]): KerasValue {
    this.#layer = layer
    const reader = kerasReaders.get(layer.className)
    const reading = this.#reading()
    if (reader?.takes === 'nothing') return this.#begin(reader.read(reading, []))
    if (reader?.takes !== 'several' && inputs.length !== 1)
      throw this.#named(`takes ${inputs.length} layers where one is needed`)
    if (!reader?.padded && inputs.some(({ pads }) => pads !== null))
      throw this.#named(
        'takes what a ZeroPadding2D gives, and only a convolution or a pooling takes in zeros around its input'
      )
    const read = reader ? reader.read.bind(reader) : this.#others.get(layer.className)
    if (!read)
      throw this.#fault(`layer "${shown(layer.name)}" is a ${shown(layer.className)}, which Maskscope does not have`)
    return read(reading, inputs)
  }

  #begin(value: KerasValue): KerasValue {
    this.#input = value.node
    return value
  }

  #reading(): KerasReading {
    const layer = this.#layer
    return {
      hasInput: this.#input !== null,
      config: (schema) => this.#config(schema),
      named: (problem) => this.#named(problem),
      add: (node) => this.#builder.add(layer.name, node),
      shapeOf: (node) => this.#builder.shapeOf(node),
      isNeverNegative: (node) => this.#builder.isNeverNegative(node),
      setWeights: (node, role, tensor) => this.#builder.setWeights(node, role, tensor),
      readWeights: (node, roles, change = (tensor) => tensor) => {
        if (this.#weighted.has(layer.name))
          throw this.#named('is used more than once, and layers that share their weights are not read')
        this.#weighted.add(layer.name)
        roles.forEach((role, position) =>
          this.#builder.setWeights(node, role, change(this.#read(layer, kerasParameterNames[role], position), role))
        )
      },
      activated: (name, node) => this.#activated(name, node, `${layer.name} relu`)
    }
  }

  #named(problem: string): Error {
    const { name, className } = this.#layer
    return this.#fault(`layer "${shown(name)}" (${shown(className)}) ${problem}`)
  }

  #config<T extends z.ZodType>(schema: T): z.infer<T> {
    const { config } = this.#layer
    const parsed = schema.safeParse(config)
    if (parsed.success) return parsed.data
    const key = String(parsed.error.issues[0].path[0] ?? '')
    const value = shown(JSON.stringify(config[key]) ?? 'missing').replaceAll('�', "'")
    throw this.#named(`has ${shown(key)} ${value}, which Maskscope does not have`)
  }

  /** A model that divides bytes by 255 wants bytes; here that is preprocessing. */
  #rescaling(reading: KerasReading, input: KerasValue): KerasValue {
    const { scale, offset } = reading.config(schemas.Rescaling)
    if (input.node !== this.#input || Math.abs(scale * 255 - 1) > 1e-6 || offset !== 0)
      throw reading.named(
        `computes ${scale} · x + ${offset}, and only the division of the input by 255 can be done here`
      )
    this.scalesBytes = true
    return input
  }

  /** @param foreign what a support made here is called */
  #activated(name: string, node: string, foreign: string): KerasValue {
    switch (name) {
      case 'linear':
        return kerasValue(node)
      case 'relu':
        return kerasValue(this.#builder.add(foreign, { type: 'support', inputs: [node] }))
      case 'softmax':
        return probabilities(node)
      default:
        throw this.#fault(
          `layer "${shown(this.#layer.name)}" has the activation "${shown(name)}", which Maskscope does not have`
        )
    }
  }
}

const probabilities = (node: string): KerasValue => ({ ...kerasValue(node), probabilities: true })
