/**
 * The part of ONNX's protobuf schema (onnx/onnx.proto, IR version 8) that feed-forward networks need. Numbers of fields
 * are those of the standard; fields that are not named here are kept apart by the library and mean nothing to us.
 */
import { create, createFileRegistry, type Message } from '@bufbuild/protobuf'
import type { GenMessage } from '@bufbuild/protobuf/codegenv2'
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema
} from '@bufbuild/protobuf/wkt'

const scalars = {
  int32: Type.INT32, int64: Type.INT64, float: Type.FLOAT, double: Type.DOUBLE, string: Type.STRING, bytes: Type.BYTES
}
type Kind = keyof typeof scalars | `${string}Proto`
type Field = readonly [number: number, kind: Kind, repeated?: 'repeated' | 'packed']

const messages: Record<`${string}Proto`, Record<string, Field>> = {
  ModelProto: {
    ir_version: [1, 'int64'],
    producer_name: [2, 'string'],
    producer_version: [3, 'string'],
    doc_string: [6, 'string'],
    graph: [7, 'GraphProto'],
    opset_import: [8, 'OperatorSetIdProto', 'repeated'],
    metadata_props: [14, 'StringStringEntryProto', 'repeated']
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
    sparse_initializer: [15, 'SparseTensorProto', 'repeated']
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    op_type: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
    domain: [7, 'string']
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    type: [20, 'int32']
  },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    data_type: [2, 'int32'],
    float_data: [4, 'float', 'packed'],
    int32_data: [5, 'int32', 'packed'],
    int64_data: [7, 'int64', 'packed'],
    name: [8, 'string'],
    raw_data: [9, 'bytes'],
    double_data: [10, 'double', 'packed'],
    external_data: [13, 'StringStringEntryProto', 'repeated'],
    data_location: [14, 'int32']
  },
  SparseTensorProto: { values: [1, 'TensorProto'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensor_type: [1, 'TensorTypeProto'] },
  /** `TypeProto.Tensor` of the standard; a message's name is not written. */
  TensorTypeProto: { elem_type: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto', 'repeated'] },
  DimensionProto: { dim_value: [1, 'int64'], dim_param: [2, 'string'] }
}

const isScalar = (kind: Kind): kind is keyof typeof scalars => kind in scalars

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    // In proto2 a field that was set to zero is written: readers tell it from one that is missing.
    name: 'onnx.proto',
    package: 'onnx',
    syntax: 'proto2',
    messageType: Object.entries(messages).map(([name, fields]) => ({
      name,
      field: Object.entries(fields).map(([field, [number, kind, repeated]]) => ({
        name: field,
        number,
        label: repeated ? Label.REPEATED : Label.OPTIONAL,
        options: { packed: repeated === 'packed' },
        ...(isScalar(kind) ? { type: scalars[kind] } : { type: Type.MESSAGE, typeName: `.onnx.${kind}` })
      }))
    }))
  }),
  () => undefined
)

function schemaOf<T extends Message>(name: keyof typeof messages): GenMessage<T> {
  const found = registry.getMessage(`onnx.${name}`)
  if (!found) throw new Error(`there is no ONNX message ${name}`)
  return found as GenMessage<T>
}

export type OnnxTensor = Message<'onnx.TensorProto'> & {
  dims: bigint[]
  dataType: number
  floatData: number[]
  doubleData: number[]
  int32Data: number[]
  int64Data: bigint[]
  name: string
  rawData: Uint8Array
  externalData: OnnxEntry[]
  dataLocation: number
}
export type OnnxSparseTensor = Message<'onnx.SparseTensorProto'> & { values?: OnnxTensor }
export type OnnxAttribute = Message<'onnx.AttributeProto'> & {
  name: string; f: number; i: bigint; s: Uint8Array; t?: OnnxTensor; floats: number[]; ints: bigint[]; type: number
}
export type OnnxNode = Message<'onnx.NodeProto'> & {
  input: string[]; output: string[]; name: string; opType: string; attribute: OnnxAttribute[]; domain: string
}
export type OnnxDimension = Message<'onnx.DimensionProto'> & { dimValue: bigint; dimParam: string }
export type OnnxTensorShape = Message<'onnx.TensorShapeProto'> & { dim: OnnxDimension[] }
export type OnnxTensorType = Message<'onnx.TensorTypeProto'> & { elemType: number; shape?: OnnxTensorShape }
export type OnnxType = Message<'onnx.TypeProto'> & { tensorType?: OnnxTensorType }
export type OnnxValueInfo = Message<'onnx.ValueInfoProto'> & { name: string; type?: OnnxType }
export type OnnxGraph = Message<'onnx.GraphProto'> & {
  node: OnnxNode[]; name: string; initializer: OnnxTensor[]; input: OnnxValueInfo[]; output: OnnxValueInfo[]
  sparseInitializer: OnnxSparseTensor[]
}
export type OnnxOperatorSet = Message<'onnx.OperatorSetIdProto'> & { domain: string; version: bigint }
export type OnnxEntry = Message<'onnx.StringStringEntryProto'> & { key: string; value: string }
export type OnnxModel = Message<'onnx.ModelProto'> & {
  irVersion: bigint; producerName: string; producerVersion: string; docString: string; graph?: OnnxGraph
  opsetImport: OnnxOperatorSet[]; metadataProps: OnnxEntry[]
}

/** Read with `fromBinary`, written with `toBinary`. */
export const onnxModelSchema = schemaOf<OnnxModel>('ModelProto')
export const onnxAttributeSchema = schemaOf<OnnxAttribute>('AttributeProto')

/** `TensorProto.DataType` */
export const onnxDataTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, double: 11 } as const
/** `AttributeProto.AttributeType` */
export const onnxAttributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const
