/**
 * TensorFlow.js LayersModel: `model.json` (a functional Keras model) and its weights in shards of 4 MiB, as browsers
 * cache them. Metadata and weight masks stand in `userDefinedMetadata`, which TensorFlow.js keeps.
 */
import { version } from '../../../package.json'
import type { Network } from '../../../preload/schema/network'
import { answerOf } from '../../engine/networks/main-head'
import { neverNegative } from '../../engine/networks/never-negative'
import { valuesOf } from '../../engine/networks/parameters'
import { inferShapes, type Shape } from '../../engine/networks/shapes'
import { kerasParameterNames, type KerasLayer } from '../../interchange/keras/layers'
import { mappingOf } from '../../interchange/kinds'
import { metadataOf, packedText, type ExportedModel } from '../model'
import { bytesFile, bytesOf, type ExportFile, type ExportFormat } from './format'
import { preprocessingFile } from './npz'

const shardBytes = 4 * 2 ** 20
const masksMeaning =
  'userDefinedMetadata.masks.<kernel>: base64 of bits in the kernel’s order, most significant first, ' +
  '1 where the connection is left'

export const tfjsFormat: ExportFormat = (model) => {
  const shards = shardsOf(model)
  return [
    ...shards,
    ...preprocessingFile(model),
    bytesFile('model.json', () => [
      Buffer.from(
        JSON.stringify(
          modelJson(
            model,
            shards.map(({ name }) => name)
          )
        )
      )
    ])
  ]
}

function shardsOf({ parameters, weights }: ExportedModel): ExportFile[] {
  const bytes = parameters.reduce((sum, { name }) => sum + valuesOf(weights, name).byteLength, 0)
  const count = Math.max(1, Math.ceil(bytes / shardBytes))
  return Array.from({ length: count }, (_, i) =>
    bytesFile(`group1-shard${i + 1}of${count}.bin`, () =>
      slices(
        parameters.map(({ name }) => bytesOf(valuesOf(weights, name))),
        i * shardBytes
      )
    )
  )
}

/** At most a shard of all arrays' bytes, one after the other, from the given position. */
function* slices(arrays: readonly Uint8Array[], from: number): Generator<Uint8Array> {
  let at = 0
  for (const bytes of arrays) {
    const slice = bytes.subarray(Math.max(0, from - at), Math.max(0, from + shardBytes - at))
    if (slice.length > 0) yield slice
    at += bytes.length
  }
}

const modelJson = (model: ExportedModel, paths: string[]): unknown => ({
  format: 'layers-model',
  generatedBy: `maskscope ${version}`,
  convertedBy: null,
  modelTopology: {
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
    model_config: { class_name: 'Model', config: configOf(model.network) }
  },
  weightsManifest: [
    {
      paths,
      weights: arraysOf(model).map((array) => ({ ...array, dtype: 'float32' }))
    }
  ],
  userDefinedMetadata: {
    metadata: metadataOf(model, 'NHWC', masksMeaning),
    topology: model.network,
    masks: Object.fromEntries([...model.masks].map(([name, mask]) => [name, packedText(mask)]))
  }
})

function arraysOf({ network, parameters }: ExportedModel): { name: string; shape: Shape }[] {
  const shapes = inferShapes(network)
  return parameters.map(({ node, role, shape }) => {
    const owner = network.nodes.find(({ name }) => name === node)
    const input = shapes.get(owner?.inputs[0] ?? '') ?? []
    const own = owner ? mappingOf(owner).keras.array?.(owner, role, shape, input) : null
    return { name: `${node}/${own?.name ?? kerasParameterNames[role]}`, shape: own?.shape ?? shape }
  })
}

interface WrittenLayer { name: string; class_name: string; config: Record<string, unknown>; inbound_nodes: unknown[] }

const written = (name: string, { className, config }: KerasLayer, inputs: readonly string[]): WrittenLayer => ({
  name, class_name: className, config: { name, trainable: true, ...config },
  inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])]
})

function configOf(network: Network): unknown {
  const shapes = inferShapes(network)
  const positive = neverNegative(network.nodes)
  const layers = network.nodes.flatMap((node): WrittenLayer[] => {
    const { keras } = mappingOf(node)
    const source = node.inputs[0] ?? ''
    const of = node.inputs.map((name) => shapes.get(name) ?? [])
    const writing = { shape: of[0] ?? [], shapes: of, isNeverNegative: positive.has(source) }
    const layer = keras.write(node, writing)
    if (!layer) return []
    const before = keras.before?.(node, writing) ?? null
    if (before === null) return [written(node.name, layer, node.inputs)]
    // An underscore cannot stand in a node's name, so this one is free.
    const name = node.name + before.suffix
    return [written(name, before.layer, node.inputs), written(node.name, layer, [name])]
  })
  return {
    name: 'maskscope',
    trainable: true,
    layers,
    input_layers: [[network.nodes[0].name, 0, 0]],
    output_layers: [[answerOf(network).inputs[0], 0, 0]]
  }
}
