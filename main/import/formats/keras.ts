/**
 * Keras 3's archive (`.keras`): `config.json` and `model.weights.h5`, in which a layer's arrays are numbered below
 * `layers/<class>_<n>/vars`. Newer ones name the layer there; before, layers are counted by class in the model's order.
 */
import { ZipArchive } from '../../interchange/zip'
import type { Fault } from '../fault'
import { NetworkBuilder, type Tensor } from '../builder'
import { Hdf5File } from '../hdf5'
import { parseJson } from '../json'
import { networkFromKeras, type ReadWeight } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { layersOf, writtenLayerNames } from '../keras/topology'
import { mostFileBytes, mostJsonBytes } from '../limits'
import { kerasModel, type Hdf5Format } from './format'

const containers = ['layers', '_layer_checkpoint_dependencies']

/** Deflate cannot do better than 1,032; a model's weights and settings do not reach 100. */
const mostRatio = 200

export const kerasFormat: Hdf5Format = async (source) => {
  const { fault } = source
  const archive = await ZipArchive.open(source.bytes, fault)
  const read = (name: string, most: number): Promise<Uint8Array> =>
    archive.read(name, { bytes: most, ratio: mostRatio })
  const model = parseJson(await read('config.json', mostJsonBytes), 'its config.json', fault)
  const layers = layersOf(model, fault)
  const bytes = await read('model.weights.h5', mostFileBytes)
  return Hdf5File.use({ ...source, bytes }, (file) => {
    const groups = groupsOf(file, writtenLayerNames(model), fault)
    const weights = new Map<string, Tensor>()
    const read: ReadWeight = (layer, _weight, position) =>
      file.tensor(`${groups.get(layer.name) ?? layer.name}/vars/${position}`)
    const built = networkFromKeras(layers, new NetworkBuilder(fault), kept(read, weights), fault)
    return kerasModel('keras', built, runnable(layers, weights))
  })
}

/** The group of every layer, by the layer's name. */
function groupsOf(
  file: Hdf5File,
  layers: readonly { name: string; className: string }[],
  fault: Fault
): ReadonlyMap<string, string> {
  const container = containers.find((name) => file.names(name).length > 0)
  if (container === undefined) throw fault('its model.weights.h5 has no layers')
  const named = file.names(container).flatMap((group): [string, string][] => {
    const [name] = file.texts(`${container}/${group}/vars`, 'name') ?? []
    return name === undefined ? [] : [[name, `${container}/${group}`]]
  })
  if (named.length > 0) return new Map(named)
  const counts = new Map<string, number>()
  return new Map(
    layers.map(({ name, className }) => {
      const kind = snakeCase(className)
      const count = counts.get(kind) ?? 0
      counts.set(kind, count + 1)
      return [name, `${container}/${kind}${count === 0 ? '' : `_${count}`}`]
    })
  )
}

/** As keras.src.utils.naming.to_snake_case does it: MaxPooling2D becomes max_pooling2d. */
const snakeCase = (name: string): string =>
  name.replace(/\W+/g, '').replace(/(.)([A-Z][a-z]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
