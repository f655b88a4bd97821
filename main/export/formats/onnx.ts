/**
 * ONNX, opset 17. Values are NCHW and kernels OIHW; before a dense layer positions go back to height × width ×
 * channels, so that dense kernels keep their rows. What is dropped in training only (dropout) is left out.
 */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { version } from '../../../package.json'
import { Failure } from '../../../preload/schema/failure'
import { bytes } from '../../../preload/schema/format'
import { answerOf } from '../../engine/networks/main-head'
import { valuesOf, type Parameter } from '../../engine/networks/parameters'
import { imageShapeOf, inferShapes, type Shape } from '../../engine/networks/shapes'
import { mappingOf } from '../../interchange/kinds'
import { channelsFirst, kernelToOnnx, onnxKernelShape } from '../../interchange/onnx/layout'
import { onnxDataTypes, onnxModelSchema } from '../../interchange/onnx/schema'
import { int, ints, type OnnxWriting } from '../../interchange/onnx/writing'
import { metadataOf, outputName, packedText, type ExportedModel } from '../model'
import { bytesFile, bytesOf, jsonFile, type ExportFormat } from './format'
import { preprocessingFile } from './npz'

type ModelInit = Exclude<MessageInitShape<typeof onnxModelSchema>, { $typeName: string }>
type GraphInit = NonNullable<ModelInit['graph']>
type NodeInit = NonNullable<GraphInit['node']>[number]
type TensorInit = NonNullable<GraphInit['initializer']>[number]
type ValueInit = NonNullable<GraphInit['input']>[number]

const opset = 17n
const irVersion = 8n
const masksMeaning =
  'metadata property maskscope.mask:<initializer>: base64 of bits in the initializer’s order, ' +
  'most significant first, 1 where the connection is left'
/** A protocol buffer's own limit of 2 GiB, with room for what is not weights. */
const mostWeightBytes = 2_000_000_000

export const onnxFormat: ExportFormat = (model) => [
  jsonFile('metadata.json', metadataOf(model, 'NCHW', masksMeaning)),
  ...preprocessingFile(model),
  bytesFile('model.onnx', () => [content(model)])
]

function content(model: ExportedModel): Uint8Array {
  const { network, parameters, masks } = model
  const size = [...model.weights.values()].reduce((sum, values) => sum + values.byteLength, 0)
  if (size > mostWeightBytes)
    throw new Failure(
      `An ONNX file holds at most 2 GiB and the weights take ${bytes(size)}; choose safetensors.`
    )
  const metadata = metadataOf(model, 'NCHW', masksMeaning)
  const kernels = parameters.filter(({ name }) => masks.has(name))
  return toBinary(
    onnxModelSchema,
    create(onnxModelSchema, {
      irVersion,
      producerName: 'maskscope',
      producerVersion: version,
      opsetImport: [{ domain: '', version: opset }],
      docString:
        `Input ${metadata.input.shape.join('×')} (channels, height, width): ${metadata.preprocessing.words}. ` +
        `Output: ${metadata.output.meaning}.`,
      graph: {
        name: 'maskscope',
        node: nodesOf(model),
        initializer: parameters.map((parameter) => tensorOf(parameter, valuesOf(model.weights, parameter.name))),
        input: [valueInfo(metadata.input.name, channelsFirst(imageShapeOf(network)))],
        output: [valueInfo(outputName, [metadata.output.classes])]
      },
      metadataProps: [
        { key: 'maskscope.metadata', value: JSON.stringify(metadata) },
        { key: 'maskscope.topology', value: JSON.stringify(network) },
        ...kernels.map((parameter) => ({
          key: `maskscope.mask:${parameter.name}`,
          value: packedText(inOnnxOrder(parameter, masks.get(parameter.name) ?? new Uint8Array()))
        }))
      ]
    })
  )
}

const isImageKernel = ({ role, shape }: Parameter): boolean => role === 'kernel' && shape.length === 4
const inOnnxOrder = <T extends Float32Array | Uint8Array>(parameter: Parameter, values: T): T =>
  (isImageKernel(parameter) ? kernelToOnnx(values, parameter.shape) : values)

const tensorOf = (parameter: Parameter, values: Float32Array): TensorInit => ({
  name: parameter.name, dataType: onnxDataTypes.float, rawData: bytesOf(inOnnxOrder(parameter, values)),
  dims: (isImageKernel(parameter) ? onnxKernelShape(parameter.shape) : parameter.shape).map(BigInt)
})

/** Any number of examples. */
const valueInfo = (name: string, shape: Shape): ValueInit => ({
  name,
  type: {
    tensorType: {
      elemType: onnxDataTypes.float,
      shape: { dim: [{ dimParam: 'examples' }, ...shape.map((length) => ({ dimValue: BigInt(length) }))] }
    }
  }
})

/** Writes nodes and names values. A slash cannot stand in a node's name, so names made here are free. */
function nodesOf({ network }: ExportedModel): NodeInit[] {
  const shapes = inferShapes(network)
  const answer = answerOf(network).inputs[0]
  const written: NodeInit[] = []
  /** The value that holds a node's output; dropout and the loss pass theirs on. */
  const values = new Map<string, string>()
  const valueOf = (name: string): string => values.get(name) ?? name
  const operate: OnnxWriting['operate'] = (opType, name, input, attribute = []) => {
    const output = `${name}/value`
    written.push({ opType, name, input: [...input], output: [output], attribute: attribute as NodeInit['attribute'] })
    return output
  }
  for (const node of network.nodes) {
    const shape = shapes.get(node.inputs[0] ?? node.name) ?? []
    const of = node.inputs.map((name) => shapes.get(name) ?? [])
    const flat = (name: string, value: string): string => flattened(operate, name, value, shape)
    const writing = { shape, shapes: of, operate, flat }
    values.set(node.name, mappingOf(node).onnx.write(node, node.inputs.map(valueOf), writing))
  }
  written.push({ opType: 'Identity', name: `${outputName}/identity`, input: [valueOf(answer)], output: [outputName] })
  return written
}

function flattened(operate: OnnxWriting['operate'], name: string, value: string, shape: Shape): string {
  if (shape.length === 1) return value
  const last = operate('Transpose', `${name}/channels-last`, [value], [ints('perm', 0, 2, 3, 1)])
  return operate('Flatten', `${name}/flat`, [last], [int('axis', 1)])
}
