/** An ONNX graph as operators in their order, with the arrays that are known before it runs apart from them. */
import {
  onnxAttributeTypes,
  onnxDataTypes,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor
} from '../../interchange/onnx/schema'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { shown, type Fault } from '../fault'
import { mostFileBytes, mostNodes } from '../limits'
import { inOrder } from '../order'
import type { External } from './external-values'

/** Integers are shapes and axes; weights are float32. */
export type Constant =
  { type: 'float'; shape: Shape; values: Float32Array } | { type: 'integer'; shape: Shape; values: number[] }

export interface Operator {
  name: string
  type: string
  /** Names of values, constants among them; '' for one that is left out. */
  inputs: readonly string[]
  /** The first one (others, a dropout's mask, are not used), or one of a Split, which is as many operators. */
  output: string
  /** Which of how many outputs it is. */
  part: number
  parts: number
  attributes: ReadonlyMap<string, OnnxAttribute>
}

export interface OnnxOperators {
  /** Without examples. */
  input: { name: string; shape: Shape }
  output: string
  /** Without the input; each after what it takes. */
  operators: readonly Operator[]
  constants: ReadonlyMap<string, Constant>
}

/** Versions of the standard's operators that were looked at. */
const opsets = { first: 7n, last: 28n }
const ownDomains: readonly string[] = ['', 'ai.onnx']

/** @param external reads values that lie in another file */
export function operatorsOf({ graph, opsetImport }: OnnxModel, external: External, fault: Fault): OnnxOperators {
  const opset = opsetImport.find(({ domain }) => ownDomains.includes(domain))?.version
  if (!graph || opset === undefined) throw fault('it is not a whole ONNX file')
  if (opset < opsets.first || opset > opsets.last)
    throw fault(`it is of opset ${opset}, and opsets ${opsets.first} to ${opsets.last} are read`)
  if (graph.node.length > mostNodes) throw fault(`it has ${graph.node.length} nodes, more than ${mostNodes}`)
  const constants = constantsOf(graph, external, fault)
  const input = inputOf(graph, constants, fault)
  if (graph.output.length !== 1) throw fault(`it has ${graph.output.length} outputs, and networks here have one`)
  return { input, output: graph.output[0].name, constants, operators: sorted(graph, input.name, constants, fault) }
}

function sorted(graph: OnnxGraph, input: string, constants: ReadonlyMap<string, Constant>, fault: Fault): Operator[] {
  const begin: Operator = {
    name: input, type: 'Input', inputs: [], output: input, part: 0, parts: 1, attributes: new Map()
  }
  const producers = new Map([[input, begin]])
  for (const node of graph.node) {
    if (node.opType === 'Constant' || node.output.length > 0 && constants.has(node.output[0])) continue
    const first = operatorOf(node, fault)
    const outputs = node.opType === 'Split' ? node.output : [first.output]
    outputs.forEach((output, part) => {
      if (producers.has(output)) throw fault(`two of its nodes give "${shown(output)}"`)
      producers.set(output, { ...first, output, part, parts: outputs.length })
    })
  }
  const taken = ({ inputs }: Operator): string[] => inputs.filter((name) => name !== '' && !constants.has(name))
  return inOrder(producers, taken, graph.output[0].name, fault).filter((operator) => operator !== begin)
}

function operatorOf({ name, opType, input, output, attribute, domain }: OnnxNode, fault: Fault): Operator {
  if (!ownDomains.includes(domain))
    throw fault(`node "${shown(name)}" is a ${shown(opType)} of ${shown(domain)}, which Maskscope does not have`)
  if (output.length === 0) throw fault(`node "${shown(name)}" gives nothing`)
  return {
    name: name === '' ? output[0] : name,
    type: opType,
    inputs: input,
    output: output[0],
    part: 0,
    parts: 1,
    attributes: new Map(attribute.map((one) => [one.name, one]))
  }
}

function constantsOf(graph: OnnxGraph, external: External, fault: Fault): Map<string, Constant> {
  const constants = new Map<string, Constant>()
  const add = (name: string, tensor: OnnxTensor): void => {
    const constant = constantOf(name, tensor, external, fault)
    if (constant) constants.set(name, constant)
  }
  for (const tensor of graph.initializer) add(tensor.name, tensor)
  for (const { opType, input, output, attribute } of graph.node) {
    if (output.length === 0) continue
    // PyTorch writes equal weights once, and names them again.
    const same = opType === 'Identity' ? constants.get(input[0]) : undefined
    if (same) constants.set(output[0], same)
    if (opType !== 'Constant') continue
    const [value] = attribute
    if (value?.name === 'value' && value.t) add(output[0], value.t)
    else if (value) {
      const constant = plainConstant(value)
      if (constant) constants.set(output[0], constant)
    }
  }
  return constants
}

/** One that is written as numbers, not as a tensor; null for texts and the like. */
function plainConstant({ name, f, floats, i, ints }: OnnxAttribute): Constant | null {
  switch (name) {
    case 'value_float': return { type: 'float', shape: [], values: Float32Array.of(f) }
    case 'value_floats': return { type: 'float', shape: [floats.length], values: Float32Array.from(floats) }
    case 'value_int': return { type: 'integer', shape: [], values: [Number(i)] }
    case 'value_ints': return { type: 'integer', shape: [ints.length], values: ints.map(Number) }
    default: return null
  }
}

/** Null for types that no operator of ours takes: using one is a fault, having one is not. */
function constantOf(
  name: string,
  tensor: OnnxTensor,
  external: External,
  fault: Fault
): Constant | null {
  const { dims, dataType, floatData, int64Data } = tensor
  if (dataType !== onnxDataTypes.float && dataType !== onnxDataTypes.int64) return null
  const rawData = tensor.dataLocation === 0 ? tensor.rawData : external(tensor)
  const shape = dims.map(Number)
  const size = sizeOf(shape)
  if (shape.some((length) => length < 0) || size * 4 > mostFileBytes)
    throw fault(`its values "${shown(name)}" declare the shape ${shape.join('×')}`)
  const demand = (there: number, unit: string, wanted = size): void => {
    if (there !== wanted)
      throw fault(`its values "${shown(name)}" declare the shape ${shape.join('×')} and have ${there} ${unit}`)
  }
  if (dataType === onnxDataTypes.float) {
    if (rawData.length === 0) {
      demand(floatData.length, 'numbers')
      return { type: 'float', shape, values: Float32Array.from(floatData) }
    }
    demand(rawData.length, 'bytes', 4 * size)
    // A copy begins on a multiple of four bytes, as the numbers must.
    return { type: 'float', shape, values: new Float32Array(rawData.slice().buffer) }
  }
  if (rawData.length === 0) demand(int64Data.length, 'numbers')
  else demand(rawData.length, 'bytes', 8 * size)
  const raw = Buffer.from(rawData.buffer, rawData.byteOffset, rawData.length)
  return {
    type: 'integer',
    shape,
    values:
      rawData.length === 0
        ? int64Data.map(Number)
        : Array.from({ length: size }, (_, i) => Number(raw.readBigInt64LE(8 * i)))
  }
}

function inputOf({ input }: OnnxGraph, constants: ReadonlyMap<string, Constant>, fault: Fault): OnnxOperators['input'] {
  const inputs = input.filter(({ name }) => !constants.has(name))
  if (inputs.length !== 1) throw fault(`it has ${inputs.length} inputs, and networks here have one`)
  const [{ name, type }] = inputs
  const shape = (type?.tensorType?.shape?.dim ?? []).slice(1).map(({ dimValue }) => Number(dimValue))
  if (shape.length !== 3 || shape.some((length) => length < 1))
    throw fault(`its input "${shown(name)}" is no image of known height, width and channels`)
  return { name, shape }
}

/** Attributes by kind; what is not there, or of another kind, is the given one. */
export const integerOf = ({ attributes }: Operator, name: string, missing: number): number => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.int ? Number(found.i) : missing
}
export const integersOf = ({ attributes }: Operator, name: string): number[] | null => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.ints ? found.ints.map(Number) : null
}
export const floatOf = ({ attributes }: Operator, name: string, missing: number): number => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.float ? found.f : missing
}
export const textOf = ({ attributes }: Operator, name: string, missing: string): string => {
  const found = attributes.get(name)
  return found?.type === onnxAttributeTypes.string ? Buffer.from(found.s).toString('utf8') : missing
}
