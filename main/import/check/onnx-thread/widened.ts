/**
 * An ONNX file whose values of float16, bfloat16 and float64 are made float32, and nothing else: what it computes
 * before anything is rounded to less. It is told apart from the file as it is.
 */
import { fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  onnxDataTypes, onnxModelSchema, type OnnxAttribute, type OnnxTensor, type OnnxValueInfo
} from '../../../interchange/onnx/schema'
import { constantOf } from '../../onnx/constants'
import { externalValues } from '../../onnx/external-values'
import { numberTypeOf } from '../../onnx/types'

const fault = (problem: string): Error => new Error(problem)

/** Field 13 of a graph, `value_info`: the types of values, which the runtime knows without it. */
const valueInfo = 13

export function widened(bytes: Uint8Array, beside: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const model = fromBinary(onnxModelSchema, bytes)
  const { graph } = model
  if (!graph) return bytes
  const external = externalValues({
    sizeBeside: (name) => beside.get(name)?.length ?? 0, beside: (name) => beside.get(name) ?? new Uint8Array()
  }, new Map(), fault)
  const widen = (tensor: OnnxTensor): void => {
    if (!isOther(tensor.dataType)) return
    const constant = constantOf(tensor.name, tensor, external, fault)
    if (constant.type !== 'float') return
    const { values: { buffer, byteOffset, byteLength } } = constant
    Object.assign(tensor, {
      dataType: onnxDataTypes.float, rawData: new Uint8Array(buffer, byteOffset, byteLength),
      int32Data: [], doubleData: [], externalData: [], dataLocation: 0
    } satisfies Partial<OnnxTensor>)
  }
  graph.$unknown = graph.$unknown?.filter(({ no }) => no !== valueInfo)
  for (const tensor of graph.initializer) widen(tensor)
  for (const { attribute, opType } of graph.node) for (const one of attribute) {
    if (one.t) widen(one.t)
    if (opType === 'Cast' && one.name === 'to') widenCast(one)
  }
  for (const value of [...graph.input, ...graph.output]) widenType(value)
  return toBinary(onnxModelSchema, model)
}

const isOther = (type: number): boolean => type !== onnxDataTypes.float && numberTypeOf(type) !== null

function widenCast(to: OnnxAttribute): void {
  if (isOther(Number(to.i))) to.i = BigInt(onnxDataTypes.float)
}

function widenType({ type }: OnnxValueInfo): void {
  if (type?.tensorType && isOther(type.tensorType.elemType)) type.tensorType.elemType = onnxDataTypes.float
}
