/**
 * TensorFlow.js LayersModel: `model.json` with Keras' topology and a manifest of weights, whose bytes lie in files
 * beside it, one array after the other.
 */
import { z } from 'zod'
import { sizeOf } from '../../engine/networks/shapes'
import { float32sOf } from '../../interchange/number-types'
import { NetworkBuilder, type Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { parseJson } from '../json'
import { isChannelsFirst } from '../keras/channels-first'
import { nameOf, networkFromKeras, type ReadWeight } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { sizedLayers } from '../keras/sized'
import { layersOf } from '../keras/topology'
import { WeightNames } from '../keras/weight-names'
import { issueOf } from '../keras/written'
import { mostFileBytes } from '../limits'
import { preprocessingIn } from '../model'
import type { Source } from '../source'
import { WrittenTypes, type WrittenType } from '../written-types'
import { kerasModel, kerasNotes, type ImportFormat } from './format'

/** What the converter makes of float32: float16, or whole numbers of which each stands for `min + scale · number`. */
const quantizationSchema = z.union([
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
  z.object({ dtype: z.literal('float16') })
])
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
              quantization: quantizationSchema.or(z.unknown().transform(() => null)).optional()
            })
          )
          .max(65_536)
      })
    )
    .max(64),
  userDefinedMetadata: z.object({ metadata: z.unknown().optional() }).optional()
})
type Group = z.infer<typeof modelSchema>['weightsManifest'][number]
type Weight = Group['weights'][number]

export const tfjsFormat: ImportFormat = (source, _topology, sides) => {
  const { bytes, fault } = source
  const parsed = modelSchema.safeParse(parseJson(bytes, 'the file', fault))
  if (!parsed.success) throw fault(`it is no model.json of TensorFlow.js (at ${issueOf(parsed.error)})`)
  const { modelTopology: topology, weightsManifest: manifest, userDefinedMetadata: metadata } = parsed.data
  const wrapped = z.object({ model_config: z.record(z.string(), z.unknown()) }).safeParse(topology)
  const model = wrapped.success ? wrapped.data.model_config : topology
  const { layers, notes } = sizedLayers(layersOf(model, 2, fault), sides, fault)
  const arrays = manifest.flatMap((group) => tensorsOf(group, source))
  const [tensors, names, weightNames] = [new Map(arrays), arrays.map(([name]) => name), new WeightNames(fault)]
  const types = new WrittenTypes()
  const read: ReadWeight = (layer, weight) => {
    const tensor = tensors.get(weightNames.find(names, '', layer.path, weight) ?? '')
    if (!tensor) throw fault(`the weights "${shown([...layer.path, weight].join('/'))}" are not there`)
    types.addWeights(tensor.type)
    return tensor
  }
  const own = new Map<string, Tensor>()
  const built = networkFromKeras(layers, new NetworkBuilder(fault), kept(read, own), fault)
  const calls = new Map(layers.map((layer) => [layer.gives, [nameOf(layer), layer.call] as const]))
  const isFlat = layers.every(({ path }) => path.length === 1)
  // Values inside of a model that is a layer can be asked for only where its layers stand in its place.
  const run = isFlat
    ? { of: 'tfjs', topology: model, calls, weights: tensors, isChannelsFirst: isChannelsFirst(layers) } as const
    : runnable(layers, own, built.sizes)
  const [told, said] = [kerasNotes(layers, types, notes), preprocessingIn(metadata?.metadata)]
  return kerasModel('tfjs', built, { ...run, file: null }, told, said)
}

/** Sizes of files and arrays are compared before a byte is read. */
function tensorsOf({ paths, weights }: Group, source: Source): [string, WrittenTensor][] {
  const declared = weights.reduce((sum, weight) => sum + bytesOfArray(weight, source.fault), 0)
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
  return weights.map((weight): [string, WrittenTensor] => {
    const { name, shape } = weight
    const size = bytesOfArray(weight, source.fault)
    at += size
    return [name, { shape, ...valuesOf(weight, bytes.subarray(at - size, at)) }]
  })
}

interface WrittenTensor extends Tensor { type: WrittenType }

function bytesOfArray({ name, shape, dtype, quantization }: Weight, fault: Fault): number {
  if (dtype !== 'float32')
    throw fault(`its weights "${shown(name)}" are there, but their type ${shown(dtype)} is not read`)
  if (quantization === null)
    throw fault(
      `its weights "${shown(name)}" are there, but quantized in a way that is not read; convert the model without ` +
        'quantization'
    )
  const bytes = { float32: 4, float16: 2, uint16: 2, uint8: 1 }[quantization?.dtype ?? 'float32']
  return bytes * sizeOf(shape)
}

/** As TensorFlow.js itself reads them. */
function valuesOf({ quantization }: Weight, bytes: Uint8Array): { values: Float32Array; type: WrittenType } {
  if (!quantization || quantization.dtype === 'float16') {
    const type = quantization?.dtype ?? 'float32'
    return { type, values: float32sOf(type, bytes) }
  }
  const { dtype, scale, min } = quantization
  const numbers = dtype === 'uint8' ? bytes : new Uint16Array(bytes.slice().buffer)
  return { type: `quantized ${dtype}`, values: Float32Array.from(numbers, (number) => number * scale + min) }
}
