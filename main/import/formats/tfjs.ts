/**
 * TensorFlow.js LayersModel: `model.json` with Keras' topology and a manifest of weights, whose bytes lie in files
 * beside it, one array after the other.
 */
import { z } from 'zod'
import { sizeOf } from '../../engine/networks/shapes'
import { NetworkBuilder, type Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { parseJson } from '../json'
import { nameOf, networkFromKeras, type ReadWeight } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { layersOf } from '../keras/topology'
import { WeightNames } from '../keras/weight-names'
import { issueOf } from '../keras/written'
import { mostFileBytes } from '../limits'
import { preprocessingIn } from '../model'
import type { Source } from '../source'
import { kerasModel, type ImportFormat } from './format'

const modelSchema = z.object({
  modelTopology: z.unknown().optional(),
  weightsManifest: z
    .array(
      z.object({
        paths: z.array(z.string()).max(4096),
        weights: z
          .array(
            z.object({
              name: z.string(),
              shape: z.array(z.number().int().min(0)).max(8),
              dtype: z.string(),
              quantization: z.unknown().optional()
            })
          )
          .max(65_536)
      })
    )
    .max(64),
  userDefinedMetadata: z.object({ metadata: z.unknown().optional() }).optional()
})
type Group = z.infer<typeof modelSchema>['weightsManifest'][number]

export const tfjsFormat: ImportFormat = (source) => {
  const { bytes, fault } = source
  const parsed = modelSchema.safeParse(parseJson(bytes, 'the file', fault))
  if (!parsed.success) throw fault(`it is no model.json of TensorFlow.js (at ${issueOf(parsed.error)})`)
  const { modelTopology: topology, weightsManifest: manifest, userDefinedMetadata: metadata } = parsed.data
  const wrapped = z.object({ model_config: z.record(z.string(), z.unknown()) }).safeParse(topology)
  const model = wrapped.success ? wrapped.data.model_config : topology
  const layers = layersOf(model, 2, fault)
  const arrays = manifest.flatMap((group) => tensorsOf(group, source))
  const [tensors, names, weightNames] = [new Map(arrays), arrays.map(([name]) => name), new WeightNames(fault)]
  const read: ReadWeight = (layer, weight) => {
    const tensor = tensors.get(weightNames.find(names, '', layer.path, weight) ?? '')
    if (!tensor) throw fault(`the weights "${shown([...layer.path, weight].join('/'))}" are not there`)
    return tensor
  }
  const own = new Map<string, Tensor>()
  const built = networkFromKeras(layers, new NetworkBuilder(fault), kept(read, own), fault)
  const calls = new Map(layers.map((layer) => [layer.gives, [nameOf(layer), layer.call] as const]))
  const isFlat = layers.every(({ path }) => path.length === 1)
  // Values inside of a model that is a layer can be asked for only where its layers stand in its place.
  const run = isFlat
    ? { of: 'tfjs', topology: model, calls, weights: tensors } as const
    : runnable(layers, own, built.sizes)
  return kerasModel('tfjs', built, run, preprocessingIn(metadata?.metadata))
}

/** Sizes of files and arrays are compared before a byte is read. */
function tensorsOf({ paths, weights }: Group, source: Source): [string, Tensor][] {
  const declared = weights.reduce((sum, weight) => sum + bytesOf(weight, source.fault), 0)
  const sizes = paths.map((path) => source.sizeBeside(path))
  const there = sizes.reduce((sum, size) => sum + size, 0)
  if (declared !== there) throw source.fault(`its weights declare ${declared} bytes where its files have ${there}`)
  if (there > mostFileBytes) throw source.fault(`its files have ${there} bytes, more than ${mostFileBytes}`)
  const bytes = new Uint8Array(there)
  paths.reduce((at, path, i) => {
    bytes.set(source.beside(path, sizes[i]), at)
    return at + sizes[i]
  }, 0)
  let at = 0
  return weights.map(({ name, shape }): [string, Tensor] => {
    const size = sizeOf(shape)
    at += size * 4
    return [name, { shape, values: new Float32Array(bytes.buffer, at - size * 4, size) }]
  })
}

function bytesOf({ name, shape, dtype, quantization }: Group['weights'][number], fault: Fault): number {
  if (quantization !== undefined)
    throw fault(`its weights "${shown(name)}" are quantized; convert the model without quantization`)
  if (dtype !== 'float32')
    throw fault(`its weights "${shown(name)}" are of the type ${shown(dtype)}, and only float32 is read`)
  return 4 * sizeOf(shape)
}
