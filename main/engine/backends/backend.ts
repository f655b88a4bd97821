/**
 * What computes: a backend of tfjs and what it can do. Everything that runs tensors is given one of these, and asks
 * what it can do instead of which one it is.
 */
import type * as tensorflow from '@tensorflow/tfjs-node-gpu'
import type { DataTypeMap, Tensor } from '@tensorflow/tfjs-node-gpu'

/** What tfjs has wherever it runs; `node` belongs to the native addon. */
export type Tfjs = Omit<typeof tensorflow, 'node'>

export type BackendName = 'tensorflow-cpu' | 'tensorflow-gpu' | 'wasm' | 'webgpu' | 'cpu'

export interface Capabilities {
  /** Runs a whole TensorFlow graph by one call, which the graph executor needs. */
  graph: boolean
  /** `sync`: a value is there as soon as it is asked for. `async`: it comes later, and others work meanwhile. */
  reading: 'sync' | 'async'
  /** The same operations on the same numbers give the same bits each time. */
  deterministic: boolean
  /** Where tensors lie: a process' own memory outside JavaScript, JavaScript's, or a device's. */
  memory: 'native' | 'javascript' | 'device'
}

/** Types of elements that are read here; a bool is read as a byte. */
export type ReadType = 'float32' | 'int32' | 'bool'

type AttributeType = 'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_STRING'
type ElementType = 'TF_FLOAT' | 'TF_INT32'
export interface OperationAttribute { name: string; type: number; value: number | string | boolean }

/** What native TensorFlow has beyond tfjs: graphs, and any operation by name. */
export interface NativeOperations {
  /**
   * Loads the graph of a SavedModel, of which nothing is needed afterwards. tfjs' own way reads the file anew for every
   * signature: two thirds of a second for a small network's.
   */
  loadGraph(folder: string): LoadedGraph
  binding: Record<AttributeType | ElementType, number>
  executeSingleOutput(operation: string, attributes: OperationAttribute[], inputs: Tensor[]): Tensor
  executeMultipleOutputs(
    operation: string,
    attributes: OperationAttribute[],
    inputs: Tensor[],
    outputs: number
  ): Tensor[]
}

/** A graph in TensorFlow's memory, with the values of its variables. */
export interface LoadedGraph {
  /** Tensors are named as in the graph; what is given back belongs to the caller. */
  run(feeds: ReadonlyMap<string, Tensor>, fetches: readonly string[]): Tensor[]
  dispose(): void
}

export interface Backend {
  readonly name: BackendName
  readonly version: string
  readonly tf: Tfjs
  readonly can: Capabilities
  readonly native: NativeOperations | null
  /** Parts of a batch that a graph computes at once. */
  readonly towers: number
  /** Of each operation, which rounding depends on; null where nobody here decides them: on a GPU, by WebAssembly. */
  readonly threads: number | null
  /** Whether a graph may use the fused mask operations: on a CPU, where set-up could compile them. */
  readonly fused: boolean
  /**
   * Makes this the backend that computes. tfjs has one at a time for the whole process, so every piece of work begins
   * with this; tensors that another backend made follow when they are used.
   */
  activate(): void
  /**
   * A tensor's values in row-major order. They may be the memory of the tensor itself, or what it was made of: whoever
   * keeps them copies them.
   */
  read<T extends ReadType = 'float32'>(tensor: Tensor): Promise<DataTypeMap[T]>
}

/** Asked for only where there is something to compute: loading one takes a second. */
export type BackendWhenNeeded = () => Backend | Promise<Backend>
