/** Types of ONNX' tensors (`TensorProto.DataType`), by what they are called in sentences. */
import type { NumberType } from '../../interchange/number-types'

const names: Readonly<Record<number, string>> = {
  1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool',
  10: 'float16', 11: 'float64', 12: 'uint32', 13: 'uint64', 14: 'complex64', 15: 'complex128', 16: 'bfloat16',
  17: 'float8e4m3fn', 18: 'float8e4m3fnuz', 19: 'float8e5m2', 20: 'float8e5m2fnuz', 21: 'uint4', 22: 'int4',
  23: 'float4e2m1'
}

export const typeName = (type: number): string => names[type] ?? `number ${type}`

const numbers: ReadonlyMap<number, NumberType> =
  new Map([[1, 'float32'], [10, 'float16'], [11, 'float64'], [16, 'bfloat16']])

/** Null for types that are not of floating point, or that no weights are read of. */
export const numberTypeOf = (type: number): NumberType | null => numbers.get(type) ?? null
