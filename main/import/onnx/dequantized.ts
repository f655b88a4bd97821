/**
 * Weights that a file keeps as whole numbers with a scale, and brings back before they are used (DequantizeLinear):
 * what it makes of them is exactly what is read. Values that are computed of the image and rounded so are another
 * matter: they are other numbers in the file than here, and refused.
 */
import { onnxDataTypes, type OnnxNode } from '../../interchange/onnx/schema'
import { sizeOf, type Shape } from '../../engine/networks/shapes'
import type { Constant } from './constants'

export interface Quantized { type: 'quantized'; shape: Shape; values: Int8Array | Uint8Array; written: string }

export const quantizedTypes: ReadonlyMap<number, {
  name: string; from: (bytes: Uint8Array) => Int8Array | Uint8Array
}> = new Map([
  [onnxDataTypes.uint8, { name: 'uint8', from: (bytes) => bytes }],
  [onnxDataTypes.int8, { name: 'int8', from: (bytes) => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) }]
])

const integerAttribute = ({ attribute }: OnnxNode, name: string, missing: number): number => {
  const found = attribute.find((one) => one.name === name)
  return found ? Number(found.i) : missing
}

/** (number − zero point) · scale, with one scale and zero point, or one of each for every slice along an axis. */
export function dequantized(node: OnnxNode, constants: ReadonlyMap<string, Constant>): Constant | null {
  const [numbers, scale, zero] = node.input.map((name) => constants.get(name))
  if (numbers?.type !== 'quantized' && numbers?.type !== 'integer') return null
  if (scale?.type !== 'float' || integerAttribute(node, 'block_size', 0) !== 0) return null
  const hasZero = (node.input[2] ?? '') !== ''
  if (hasZero && (zero?.type !== numbers.type || zero.values.length !== scale.values.length)) return null
  const zeros = hasZero && zero?.type === numbers.type ? zero.values : [0]
  const { shape, values } = numbers
  const given = integerAttribute(node, 'axis', 1)
  const axis = given < 0 ? given + shape.length : given
  const count = scale.values.length
  if (count !== 1 && shape[axis] !== count) return null
  const inner = sizeOf(shape.slice(axis + 1))
  const slice = (i: number, of: number): number => (of === 1 ? 0 : Math.floor(i / inner) % of)
  return {
    type: 'float', shape,
    values: Float32Array.from(values, (value, i) =>
      Math.fround(value - zeros[slice(i, zeros.length)]) * scale.values[slice(i, count)]),
    written: `quantized ${numbers.written}`
  }
}

/** Operators that compute with whole numbers, of the standard and of onnxruntime. */
const wholeOperators =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w+|ConvInteger|MatMulInteger\w*|QLinear\w+|QGemm|QAttention)$/

/** What is wrong with an operator that takes or gives rounded values of the image; null for any other. */
export const roundingProblem = (opType: string): string | null =>
  (wholeOperators.test(opType)
    ? 'computes with values that are quantized to whole numbers, which Maskscope does not do; import the model as it ' +
      'was before it was quantized'
    : null)
