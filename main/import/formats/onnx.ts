/** ONNX, its weights inside or in files beside it. */
import { fromBinary } from '@bufbuild/protobuf'
import { onnxModelSchema, type OnnxModel } from '../../interchange/onnx/schema'
import { NetworkBuilder } from '../builder'
import type { Fault } from '../fault'
import { parseJson } from '../json'
import { preprocessingIn } from '../model'
import { externalValues } from '../onnx/external-values'
import { demandModest } from '../onnx/guard'
import { operatorsOf } from '../onnx/graph'
import { networkFromOnnx } from '../onnx/operators'
import type { ImportFormat } from './format'

export const onnxFormat: ImportFormat = (source, _topology, sides) => {
  const { bytes, fault } = source
  demandModest(bytes, onnxModelSchema, fault)
  const model = decoded(bytes, fault)
  const metadata = model.metadataProps.find(({ key }) => key === 'maskscope.metadata')
  const beside = new Map<string, Uint8Array>()
  const graph = operatorsOf(model, externalValues(source, beside, fault), sides, fault)
  const { network, weights, folded, input, output, values, types } = networkFromOnnx(
    graph, new NetworkBuilder(fault), fault
  )
  return {
    format: 'onnx', network, weights, folded,
    preprocessing: metadata ? preprocessingIn(parseJson(Buffer.from(metadata.value), 'its metadata', fault)) : null,
    notes: [...types.notes('the file'), ...graph.notes],
    original: { program: { kind: 'onnx', bytes, beside, input, output, computing: types.computing }, values }
  }
}

function decoded(bytes: Uint8Array, fault: Fault): OnnxModel {
  try {
    return fromBinary(onnxModelSchema, bytes, { readUnknownFields: false })
  } catch {
    throw fault('it is not a whole ONNX file')
  }
}
