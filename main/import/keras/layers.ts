/**
 * Keras' layers as nodes of ours. What each kind of node is read from stands with the kind (interchange/kinds); here
 * are the layers that become no node. A layer's activation becomes a support of its own; a softmax at the end is
 * dropped, so that the network ends in logits. Everything else is named as what it is and refused.
 */
import { z } from 'zod'
import type { Pads } from '../../../preload/schema/network'
import { scaledBy } from '../../interchange/fixed-scale'
import { kerasParameterNames } from '../../interchange/keras/layers'
import {
  activation, channelsLast, kerasValue, pair, size, type KerasReader, type KerasReading, type KerasValue
} from '../../interchange/keras/reading'
import { kerasReaders } from '../../interchange/kinds'
import type { BuiltNetwork, NetworkBuilder, Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import type { KerasLayer } from './topology'

/** @param position among the layer's weights in Keras' order, for formats that number them */
export type ReadWeight = (layer: KerasLayer, weight: string, position: number) => Tensor

export interface BuiltKeras extends BuiltNetwork { scalesBytes: boolean }

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
  for (const layer of layers) {
    values.set(
      layer.gives,
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
  const answer = values.get(layers[layers.length - 1].gives)
  if (!answer || answer.pads) throw fault('it ends in zeros around its values')
  return { ...builder.finish(answer.node), scalesBytes: reader.scalesBytes }
}

const mostOfByte = 255
/** A scale of no more than this is of bytes: it makes less than 8 of the largest. */
const mostForBytes = 1 / 32

function makesBytesSmall({ className, config }: KerasLayer): boolean {
  const parsed = className === 'Rescaling' ? schemas.Rescaling.safeParse(config) : null
  return parsed?.success === true && parsed.data.scale.every((value) => Math.abs(value) <= mostForBytes)
}

/** What changes images and activations while a model is trained, and lets them through where it is run. */
const trainingOnly = [
  'RandomFlip', 'RandomTranslation', 'RandomRotation', 'RandomZoom', 'RandomContrast', 'RandomBrightness',
  'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'SpatialDropout2D', 'ActivityRegularization'
] as const

class LayerReader {
  /** The model takes bytes, and makes smaller numbers of them itself. */
  readonly scalesBytes: boolean
  readonly #builder: NetworkBuilder
  readonly #read: ReadWeight
  readonly #fault: Fault
  /** Layers that become no node. */
  readonly #others: ReadonlyMap<string, KerasReader['read']>
  /** Names of layers whose weights a node has. */
  readonly #weighted = new Set<string>()
  #layer: KerasLayer = { name: '', gives: '', className: '', config: {}, inputs: [] }
  #input: string | null = null
  /** Whether one layer alone takes the images. */
  readonly #isInputTakenOnce: boolean

  constructor(builder: NetworkBuilder, read: ReadWeight, fault: Fault, layers: readonly KerasLayer[]) {
    this.#builder = builder
    this.#read = read
    this.#fault = fault
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
        this.#activated(reading.config(schemas.Activation).activation, node, this.#layer.name)],
      ['Rescaling', (reading, [input]) => this.#rescaling(reading, input)],
      ...trainingOnly.map((className) => [className, (_reading, [input]) => input] as [string, KerasReader['read']])
    ])
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

  /** What takes bytes gets them divided by 255, as images are prepared here, and so multiplied again. */
  #begin(value: KerasValue): KerasValue {
    this.#input = value.node
    if (!this.scalesBytes || this.#isInputTakenOnce) return value
    return kerasValue(scaledBy(this.#reading(), value.node, { factor: [mostOfByte], offset: [0] }))
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
      weight: (name, position) => this.#read(layer, name, position),
      readWeights: (node, roles, change = (tensor) => tensor, names = {}) => {
        if (this.#weighted.has(layer.name))
          throw this.#named('is used more than once, and layers that share their weights are not read')
        this.#weighted.add(layer.name)
        for (const [position, role] of roles.entries()) {
          const tensor = this.#read(layer, names[role] ?? kerasParameterNames[role], position)
          this.#builder.setWeights(node, role, change(tensor, role))
        }
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

  #rescaling(reading: KerasReading, { node }: KerasValue): KerasValue {
    const { scale, offset } = reading.config(schemas.Rescaling)
    const channels = reading.shapeOf(node).at(-1) ?? 0
    if (![scale, offset].every(({ length }) => length === 1 || length === channels))
      throw reading.named(`has other than one number for each of ${channels} channels`)
    const factor = node === this.#input && this.scalesBytes ? scale.map((value) => value * mostOfByte) : scale
    const changesNothing = factor.every((value) => Math.abs(value - 1) < 1e-6) && offset.every((value) => value === 0)
    return changesNothing ? kerasValue(node) : kerasValue(scaledBy(reading, node, { factor, offset }))
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
