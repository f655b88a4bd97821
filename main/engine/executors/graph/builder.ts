/**
 * Writes a TensorFlow graph, operation by operation, as a SavedModel: what tfjs-node can load and run by one call.
 * Operations, their inputs and attributes are those of TensorFlow's raw ops reference.
 */
import { createRequire } from 'node:module'
import type * as Protobuf from '@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js'

/** TensorFlow's DataType numbers (types.proto). */
const dataTypes = { float32: 1, int32: 3, uint8: 4, int64: 9, bool: 10, bfloat16: 14, resource: 20 } as const
export type DataType = keyof typeof dataTypes

/** One output of an operation: its name, with `:n` for another than the first. */
export type Output = string

/** −1 is a length known only when the graph runs. */
export type GraphShape = readonly number[]

export type Attribute =
  | { type: DataType }
  | { int: number }
  | { ints: readonly number[] }
  | { float: number }
  | { bool: boolean }
  | { text: string }
  | { shape: GraphShape }

export type Attributes = Readonly<Record<string, Attribute>>

/** What a signature takes and gives, by name: tensors of the graph. */
export interface Signature { inputs: ReadonlyMap<string, string>; outputs: ReadonlyMap<string, string> }

export interface Port { output: Output; type: DataType; shape: GraphShape }

export const float: Attribute = { type: 'float32' }
export const int: Attribute = { type: 'int32' }

/** The version of graphs that TensorFlow 2.18 writes (versions.h, TF_GRAPH_DEF_VERSION) or any newer reads. */
const graphVersion = 1994

export class GraphBuilder {
  readonly #pb: typeof Protobuf
  readonly #graph: Protobuf.GraphDef
  readonly #signatures = new Map<string, { inputs: Record<string, Port>; outputs: Record<string, Port> }>()
  readonly #constants = new Map<string, Output>()
  #count = 0

  constructor() {
    this.#pb = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as typeof Protobuf
    this.#graph = new this.#pb.GraphDef()
    const versions = new this.#pb.VersionDef()
    versions.setProducer(graphVersion)
    this.#graph.setVersions(versions)
  }

  /** Adds an operation and gives its first output. An input `^name` only orders it after `name`. */
  op(type: string, inputs: readonly Output[], attributes: Attributes = {}): Output {
    return this.#add(
      `${type}_${this.#count++}`,
      type,
      inputs,
      Object.entries(attributes).map(([name, attribute]) => [name, this.#attribute(attribute)])
    )
  }

  constant(values: Float32Array | Int32Array | BigInt64Array, shape: GraphShape): Output {
    const key = `${values.constructor.name} ${shape.join('×')} ${values.join(',')}`
    const known = values.length <= 16 ? this.#constants.get(key) : undefined
    if (known) return known
    const type: DataType = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'int64'
    const tensor = new this.#pb.Tensor()
    tensor.setDtype(dataTypes[type])
    tensor.setTensorShape(this.#shape(shape))
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    const value = new this.#pb.AttrValue()
    value.setTensor(tensor)
    const output = this.#add(
      `Const_${this.#count++}`,
      'Const',
      [],
      [
        ['dtype', this.#attribute({ type })],
        ['value', value]
      ]
    )
    this.#constants.set(key, output)
    return output
  }

  scalar(value: number): Output {
    return this.constant(Float32Array.of(value), [])
  }

  ints(...values: number[]): Output {
    return this.constant(Int32Array.from(values), [values.length])
  }

  placeholder(type: DataType, shape: GraphShape): Port {
    return { output: this.op('Placeholder', [], { dtype: { type }, shape: { shape } }), type, shape }
  }

  /** A variable's handle; variables of the same name are the same in all signatures. */
  variable(name: string, shape: GraphShape): Output {
    return this.op('VarHandleOp', [], {
      dtype: float,
      shape: { shape },
      shared_name: { text: name },
      container: { text: '' }
    })
  }

  /** Makes inputs and outputs callable under a name. */
  signature(name: string, inputs: Record<string, Port>, outputs: Record<string, Port>): void {
    this.#signatures.set(name, { inputs, outputs })
  }

  /** By name, what can be called. */
  signatures(): ReadonlyMap<string, Signature> {
    const tensors = (ports: Record<string, Port>): ReadonlyMap<string, string> =>
      new Map(Object.entries(ports).map(([key, { output }]) => [key, tensorOf(output)]))
    return new Map([...this.#signatures].map(([name, { inputs, outputs }]) =>
      [name, { inputs: tensors(inputs), outputs: tensors(outputs) }]))
  }

  /** The SavedModel's bytes, tagged `serve`. */
  serialize(): Uint8Array {
    const info = new this.#pb.MetaGraphDef.MetaInfoDef()
    info.setTagsList(['serve'])
    const meta = new this.#pb.MetaGraphDef()
    meta.setMetaInfoDef(info)
    meta.setGraphDef(this.#graph)
    for (const [name, { inputs, outputs }] of this.#signatures) {
      const signature = new this.#pb.SignatureDef()
      for (const [key, port] of Object.entries(inputs)) signature.getInputsMap().set(key, this.#tensorInfo(port))
      for (const [key, port] of Object.entries(outputs)) signature.getOutputsMap().set(key, this.#tensorInfo(port))
      signature.setMethodName('tensorflow/serving/predict')
      meta.getSignatureDefMap().set(name, signature)
    }
    const model = new this.#pb.SavedModel()
    model.setSavedModelSchemaVersion(1)
    model.addMetaGraphs(meta)
    return model.serializeBinary()
  }

  #add(name: string, type: string, inputs: readonly Output[], attributes: [string, Protobuf.AttrValue][]): Output {
    const node = new this.#pb.NodeDef()
    node.setName(name)
    node.setOp(type)
    // TensorFlow wants inputs that only order to come last.
    node.setInputList([...inputs].sort((a, b) => Number(a.startsWith('^')) - Number(b.startsWith('^'))))
    for (const [key, value] of attributes) node.getAttrMap().set(key, value)
    this.#graph.addNode(node)
    return name
  }

  #attribute(attribute: Attribute): Protobuf.AttrValue {
    const value = new this.#pb.AttrValue()
    if ('type' in attribute) value.setType(dataTypes[attribute.type])
    else if ('int' in attribute) value.setI(attribute.int)
    else if ('float' in attribute) value.setF(attribute.float)
    else if ('bool' in attribute) value.setB(attribute.bool)
    else if ('text' in attribute) value.setS(Buffer.from(attribute.text))
    else if ('shape' in attribute) value.setShape(this.#shape(attribute.shape))
    else {
      const list = new this.#pb.AttrValue.ListValue()
      list.setIList([...attribute.ints])
      value.setList(list)
    }
    return value
  }

  #shape(lengths: GraphShape): Protobuf.TensorShape {
    const shape = new this.#pb.TensorShape()
    for (const length of lengths) {
      const dim = new this.#pb.TensorShape.Dim()
      dim.setSize(length)
      shape.addDim(dim)
    }
    return shape
  }

  #tensorInfo({ output, type, shape }: Port): Protobuf.TensorInfo {
    const info = new this.#pb.TensorInfo()
    info.setName(tensorOf(output))
    info.setDtype(dataTypes[type])
    info.setTensorShape(this.#shape(shape))
    return info
  }
}

/** The tensor that an operation's output is. */
const tensorOf = (output: Output): string => (output.includes(':') ? output : `${output}:0`)
