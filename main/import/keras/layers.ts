/**
 * Keras' layers as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the layers that become no node. A layer's activation becomes a support of its own; a softmax at the end is
 * dropped, so that the network ends in logits. Everything else is named as what it is and refused.
 */
import { z } from 'zod'
import type { Pads } from '../../../preload/schema/network'
import { kerasParameterNames } from '../../interchange/keras/layers'
import {
  activation, channelsLast, kerasValue, pair, size, type KerasForm, type KerasReader, type KerasReading,
  type KerasValue
} from '../../interchange/keras/reading'
import { kerasReaders } from '../../interchange/kinds'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, shownValue, type Fault } from '../fault'
import { isChannelsFirst, turnedToLast } from './channels-first'
import { flattenedForm, problemOfForms, rowsAsHere, trainingOnly, withForm } from './forms'
import { expanded, reshaped, type ReshapeTask } from './reshape'
import type { KerasLayer } from './topology'

/** @param position among the layer's weights in Keras' order, for formats that number them */
export type ReadWeight = (layer: KerasLayer, weight: string, position: number) => Tensor

export interface BuiltKeras extends BuiltNetwork { scalesBytes: boolean }

const nameOf = ({ path }: KerasLayer): string => path.join('/')
const ownName = ({ path }: KerasLayer): string => path[path.length - 1]

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
  const reader = new LayerReader(builder, read, fault, isChannelsFirst(layers))
  const values = new Map<string, KerasValue>()
  for (const layer of layers) {
    values.set(
      layer.gives,
      reader.value(
        layer,
        layer.inputs.map((name) => {
          const value = values.get(name)
          if (!value)
            throw fault(`layer "${shown(nameOf(layer))}" takes "${shown(name)}", which does not come before it`)
          if (value.probabilities)
            throw fault(
              `layer "${shown(nameOf(layer))}" takes what a softmax gives, and a softmax may only stand at the end`
            )
          return value
        })
      )
    )
  }
  const answer = values.get(layers[layers.length - 1].gives)
  if (!answer || answer.pads) throw fault('it ends in zeros around its values')
  if (answer.form !== 'as here') throw fault('it ends in flattened images, not in one value per class')
  return { ...builder.finish(answer.node), scalesBytes: reader.scalesBytes }
}

class LayerReader {
  /** The model divides its input by 255 itself. */
  scalesBytes = false
  readonly #builder: NetworkBuilder
  readonly #read: ReadWeight
  readonly #fault: Fault
  readonly #reshape: ReshapeTask
  /** Layers that become no node. */
  readonly #others: ReadonlyMap<string, KerasReader['read']>
  /** Names of layers whose weights a node has. */
  readonly #weighted = new Set<string>()
  #layer: KerasLayer = { path: [''], gives: '', className: '', config: {}, inputs: [] }
  /** How what the layer takes lies. */
  #form: KerasForm = 'as here'
  #input: string | null = null

  constructor(builder: NetworkBuilder, read: ReadWeight, fault: Fault, channelsFirst: boolean) {
    this.#builder = builder
    this.#read = read
    this.#fault = fault
    this.#reshape = { isChannelsFirst: channelsFirst, imagesOf: (node) => this.#imagesOf(node) }
    this.#others = new Map<string, KerasReader['read']>([
      ['ZeroPadding2D', (reading, [input]) => ({ ...input, pads: reading.config(schemas.ZeroPadding2D).padding })],
      ['Softmax', (reading, [{ node }]) => {
        reading.config(schemas.Softmax)
        return probabilities(node)
      }],
      ['Activation', (reading, [{ node }]) =>
        this.#activated(reading.config(schemas.Activation).activation, node, ownName(this.#layer))],
      ['Reshape', (reading, [input]) => reshaped(reading, input, this.#reshape)],
      ['ExpandDims', (reading, [input]) => expanded(reading, input, this.#reshape)],
      ['Rescaling', (reading, [input]) => this.#rescaling(reading, input)],
      ...trainingOnly.map((className) => [className, (_reading, [input]) => input] as [string, KerasReader['read']])
    ])
  }

  value(layer: KerasLayer, inputs: readonly KerasValue[]): KerasValue {
    this.#layer = layer
    this.#form = inputs[0]?.form ?? 'as here'
    const reader = kerasReaders.get(layer.className)
    if (reader?.takes === 'nothing') return this.#begin(reader.read(this.#reading(this.#turned(inputs)), []))
    if (reader?.takes !== 'several' && inputs.length !== 1)
      throw this.#named(`takes ${inputs.length} layers where one is needed`)
    if (!reader?.padded && inputs.some(({ pads }) => pads !== null))
      throw this.#named(
        'takes what a ZeroPadding2D gives, and only a convolution or a pooling takes in zeros around its input'
      )
    const read = reader ? reader.read.bind(reader) : this.#others.get(layer.className)
    if (!read)
      throw this.#fault(
        `layer "${shown(nameOf(layer))}" is a ${shown(layer.className)}, which Maskscope does not have`
      )
    const problem = problemOfForms(layer.className, inputs)
    if (problem !== null) throw this.#named(problem)
    return this.#formed(read(this.#reading(this.#turned(inputs)), inputs), inputs)
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

  #begin(value: KerasValue): KerasValue {
    this.#input = value.node
    return value
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
      readWeights: (node, roles, change = (tensor) => tensor) => {
        const [name, form] = [nameOf(layer), this.#form]
        if (this.#weighted.has(name))
          throw this.#named('is used more than once, and layers that share their weights are not read')
        this.#weighted.add(name)
        roles.forEach((role, position) => {
          const tensor = change(this.#read(layer, kerasParameterNames[role], position), role)
          this.#builder.setWeights(node, role, role === 'bias' ? tensor : rowsAsHere(tensor, form))
        })
      },
      activated: (name, node) => this.#activated(name, node, `${ownName(layer)} relu`)
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

  /** A model that divides bytes by 255 wants bytes; here that is preprocessing. */
  #rescaling(reading: KerasReading, input: KerasValue): KerasValue {
    const { scale, offset } = reading.config(schemas.Rescaling)
    if (!this.#isInput(input.node) || Math.abs(scale * 255 - 1) > 1e-6 || offset !== 0)
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
          `layer "${shown(nameOf(this.#layer))}" has the activation "${shown(name)}", which Maskscope does not have`
        )
    }
  }
}

const probabilities = (node: string): KerasValue => ({ ...kerasValue(node), probabilities: true })
