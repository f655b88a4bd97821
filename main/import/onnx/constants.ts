/** Arrays of an ONNX graph that are known before it runs: weights, and the numbers of shapes and axes. */
import {
  onnxDataTypes, type OnnxAttribute, type OnnxGraph, type OnnxNode, type OnnxTensor
} from '../../interchange/onnx/schema'
import { bytesOf, float32sOf, type NumberType } from '../../interchange/number-types'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import { shown, type Fault } from '../fault'
import { mostFileBytes } from '../limits'
import type { WrittenType } from '../written-types'
import { computedOf } from './constant-arithmetic'
import { dequantized, quantizedTypes, type Quantized } from './dequantized'
import type { External } from './external-values'
import { numberTypeOf, typeName } from './types'

/** `unread`: there, of a type that nothing is read of. Using one is a fault, having one is not. */
export type Constant =
  | { type: 'float'; shape: Shape; values: Float32Array; written: WrittenType }
  | { type: 'integer'; shape: Shape; values: number[]; written: string }
  | Quantized
  | { type: 'unread'; written: string }

/** What is wrong, as whoever reads it says so. */
type Problem = (problem: string) => Error

/** @param external reads values that lie in another file */
export function constantsOf(graph: OnnxGraph, external: External, fault: Fault): Map<string, Constant> {
  const constants = new Map<string, Constant>()
  for (const tensor of graph.initializer) constants.set(tensor.name, constantOf(tensor.name, tensor, external, fault))
  for (const { values } of graph.sparseInitializer)
    if (values) constants.set(values.name, { type: 'unread', written: 'sparse' })
  let computed = 0
  for (const node of graph.node) {
    const [output] = node.output
    if (output === undefined) continue
    const constant = node.opType === 'Constant'
      ? writtenConstant(output, node.attribute, external, fault)
      : ofConstants(node, constants)
    if (!constant) continue
    constants.set(output, constant)
    if (node.opType !== 'Constant') computed += bytesOfNew(constant, constants.get(node.input[0]))
    if (computed > mostFileBytes) throw fault('what it computes of its constants takes more than 1 GiB')
  }
  return constants
}

/** Of values that only lie or are called otherwise, none. */
const bytesOfNew = (made: Constant, of: Constant | undefined): number =>
  (made.type === 'float' && !(of?.type === 'float' && of.values === made.values) ? made.values.byteLength : 0)

/** What an operator makes of nothing but constants; null where it is none of these, or takes something else. */
function ofConstants(node: OnnxNode, constants: ReadonlyMap<string, Constant>): Constant | null {
  const { opType, input, attribute } = node
  const [first] = input
  const constant = constants.get(first)
  if (!constant) return null
  switch (opType) {
    // PyTorch writes equal weights once, and names them again.
    case 'Identity': return constant
    case 'Cast': {
      const to = numberTypeOf(Number(attribute.find(({ name }) => name === 'to')?.i ?? 0))
      // Nothing is lost in a wider type; in a narrower one it would be rounded.
      const isWider = constant.type === 'float' && to !== null && wide.has(to)
      return isWider ? constant : null
    }
    case 'DequantizeLinear': return dequantized(node, constants)
    default: return computedOf(node, constants)
  }
}

const wide: ReadonlySet<NumberType> = new Set(['float32', 'float64'])

/** A node that is one: a tensor, or numbers that are written plainly. */
function writtenConstant(
  output: string, [value]: readonly OnnxAttribute[], external: External, fault: Fault
): Constant | null {
  if (value === undefined) return null
  const { name, t, f, floats, i, ints } = value
  switch (name) {
    case 'value': return t ? constantOf(output, t, external, fault) : null
    case 'value_float': return { type: 'float', shape: [], values: Float32Array.of(f), written: 'float32' }
    case 'value_floats':
      return { type: 'float', shape: [floats.length], values: Float32Array.from(floats), written: 'float32' }
    case 'value_int': return { type: 'integer', shape: [], values: [Number(i)], written: 'int64' }
    case 'value_ints': return { type: 'integer', shape: [ints.length], values: ints.map(Number), written: 'int64' }
    default: return { type: 'unread', written: name.startsWith('value_string') ? 'string' : 'sparse' }
  }
}

export function constantOf(name: string, tensor: OnnxTensor, external: External, fault: Problem): Constant {
  const { dims, dataType } = tensor
  const float = numberTypeOf(dataType)
  const quantized = quantizedTypes.get(dataType)
  const isInteger = dataType === onnxDataTypes.int64 || dataType === onnxDataTypes.int32
  if (float === null && quantized === undefined && !isInteger) return { type: 'unread', written: typeName(dataType) }
  const shape = dims.map(Number)
  const bytes = float !== null ? bytesOf(float) : quantized ? 1 : dataType === onnxDataTypes.int32 ? 4 : 8
  if (shape.some((length) => length < 0) || sizeOf(shape) * bytes > mostFileBytes)
    throw fault(`its values "${shown(name)}" declare the shape ${shape.join('×')}`)
  const values = valuesOf(name, tensor, bytes, external, fault)
  if (float !== null) return { type: 'float', shape, values: float32sOf(float, values), written: float }
  if (quantized) return { type: 'quantized', shape, values: quantized.from(values), written: quantized.name }
  const raw = Buffer.from(values.buffer, values.byteOffset, values.length)
  const valueAt = (_: unknown, i: number): number =>
    (bytes === 4 ? raw.readInt32LE(4 * i) : Number(raw.readBigInt64LE(8 * i)))
  const integers = Array.from({ length: sizeOf(shape) }, valueAt)
  return { type: 'integer', shape, values: integers, written: typeName(dataType) }
}

/** As raw bytes, however they are written. */
function valuesOf(name: string, tensor: OnnxTensor, bytes: number, external: External, fault: Problem): Uint8Array {
  const shape = tensor.dims.map(Number)
  const size = sizeOf(shape)
  const demand = (there: number, unit: string, wanted: number): void => {
    if (there !== wanted)
      throw fault(`its values "${shown(name)}" declare the shape ${shape.join('×')} and have ${there} ${unit}`)
  }
  const raw = tensor.dataLocation === 0 ? tensor.rawData : external(tensor)
  if (raw.length > 0 || tensor.dataLocation !== 0) {
    demand(raw.length, 'bytes', bytes * size)
    return raw
  }
  const listed = listedValues(tensor)
  demand(listed.length, 'numbers', size)
  return new Uint8Array(listed.buffer, listed.byteOffset, listed.byteLength)
}

/** The list that the type is written in; small types, and the bits of small floating-point numbers, as int32. */
function listedValues({ dataType, floatData, doubleData, int32Data, int64Data }: OnnxTensor) {
  switch (dataType) {
    case onnxDataTypes.float: return Float32Array.from(floatData)
    case onnxDataTypes.double: return Float64Array.from(doubleData)
    case onnxDataTypes.int64: return BigInt64Array.from(int64Data)
    case onnxDataTypes.int32: return Int32Array.from(int32Data)
    case onnxDataTypes.uint8: case onnxDataTypes.int8: return Uint8Array.from(int32Data)
    default: return Uint16Array.from(int32Data)
  }
}
