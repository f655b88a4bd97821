/** A model as its file has it: what the file itself is run with, and which of its values the nodes of ours give. */
import type { Shape } from '../engine/networks/shapes'
import type { Tensor } from '../interchange/model'
import type { NumberType } from '../interchange/number-types'

/** A value that the file's own runtime computes and a node of ours too. */
export interface TracedValue {
  node: string
  /** What the file calls it. */
  value: string
  /** What gives it, for sentences: a layer or an operator, and its kind. */
  layer: string
  kind: string
  /** Height × width × channels where it lies channels first; null where it lies as ours does. */
  channelsFirst: Shape | null
}

export interface OnnxProgram {
  kind: 'onnx'
  bytes: Uint8Array
  /** Files that hold values of it, by name. */
  beside: ReadonlyMap<string, Uint8Array>
  /** Its shape in the file, without examples. */
  input: { name: string; shape: Shape; channelsFirst: Shape | null }
  output: string
  /** Types of floating point other than float32 to which its values are rounded. */
  computing: readonly NumberType[]
}

/** A file of Keras, and where in it is what networks here give; Keras itself runs it, in Python. */
export interface KerasFile {
  format: 'keras' | 'h5'
  bytes: Uint8Array
  /** By what a value is called: the names of the models that its layer is in, and the layer's. */
  paths: ReadonlyMap<string, readonly string[]>
}

/** Layers as TensorFlow.js' LayersModel has them. */
export interface LayersProgram {
  kind: 'layers'
  /** Whose file it was; that of Keras was brought to the form of TensorFlow.js. */
  of: 'tfjs' | 'keras'
  /** `model_config`. */
  topology: unknown
  /** By what a value is called: its layer, and by which of the layer's calls it is given. */
  calls: ReadonlyMap<string, readonly [layer: string, call: number]>
  /** By the names that the topology's layers give them. */
  weights: ReadonlyMap<string, Tensor>
  /** Whether its images have their channels first. */
  isChannelsFirst: boolean
  /** What one value of ours is in the file's input, where the file divides it again. */
  scale: number
  /** The last layer, where it has a softmax of its own, which is left out. */
  softmaxIn: string | null
  /** Null of a file of TensorFlow.js. */
  file: KerasFile | null
}

/** What is never run, and why, as a sentence ends. */
export interface NoProgram { kind: 'none'; why: string }

export interface Original {
  program: OnnxProgram | LayersProgram | NoProgram
  values: readonly TracedValue[]
}

/** The last value of the file that is a node's: what was folded into the node's weights is in it by then. */
export class Traces {
  readonly #values = new Map<string, TracedValue>()

  add(traced: TracedValue): void {
    this.#values.set(traced.node, traced)
  }

  has(node: string): boolean {
    return this.#values.has(node)
  }

  /** @param input the node that is the image, which nothing computes */
  values(input: string): TracedValue[] {
    return [...this.#values.values()].filter(({ node }) => node !== input)
  }
}
