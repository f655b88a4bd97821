/**
 * One HDF5 file (`.h5`): attribute `model_config`, and for every layer, or model that is one, a group below
 * `model_weights` whose attribute `weight_names` lists its arrays, of all layers in it.
 */
import { NetworkBuilder, type Tensor } from '../builder'
import { Hdf5File } from '../hdf5'
import { parseJson } from '../json'
import { networkFromKeras } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { sizedLayers } from '../keras/sized'
import { generationOf, layersOf } from '../keras/topology'
import { WeightNames } from '../keras/weight-names'
import { kerasFile, kerasModel, kerasNotes, type Hdf5Format } from './format'

export const h5Format: Hdf5Format = (source, sides) => Hdf5File.use(source, source.bytes.length, (file) => {
  const { fault } = source
  const [text] = file.texts('/', 'model_config') ?? []
  if (text === undefined)
    throw fault('it holds no model_config: it was saved without its network, so save the whole model with Keras')
  const [version] = file.texts('/', 'keras_version') ?? []
  const written = layersOf(parseJson(Buffer.from(text), 'its model_config', fault), generationOf(version), fault)
  const { layers, notes } = sizedLayers(written, sides, fault)
  const [weightNames, listed] = [new WeightNames(fault), new Map<string, readonly string[]>()]
  const weights = new Map<string, Tensor>()
  const built = networkFromKeras(layers, new NetworkBuilder(fault), kept(({ path }, weight) => {
    const group = `model_weights/${path[0]}`
    const names = listed.get(group) ?? namesIn(file, group)
    listed.set(group, names)
    const name = weightNames.find(names, group, path, weight)
    return file.tensor(`${group}/${name ?? [...path.slice(1), weight].join('/')}`)
  }, weights), fault)
  const run = { ...runnable(layers, weights, built.sizes), file: kerasFile('h5', source.bytes, layers) }
  return kerasModel('h5', built, run, kerasNotes(layers, file.types, notes))
})

/** Of a model with many layers that is used as one, Keras writes the list in parts, each with a number. */
function namesIn(file: Hdf5File, group: string): string[] {
  const names = file.texts(group, 'weight_names')
  if (names) return names
  const parts: string[] = []
  for (let part = 0; ; part++) {
    const some = file.texts(group, `weight_names${part}`)
    if (some === null) return parts
    parts.push(...some)
  }
}
