/**
 * Keras 3's archive (`.keras`): `config.json` and `model.weights.h5`, in which a layer's arrays are numbered below
 * `layers/<class>_<n>/vars`, and those of a layer in a model in it below `layers/<class>_<n>/layers/…`. Newer ones name
 * the layer there; before, layers are counted by class in their model's order.
 */
import { z } from 'zod'
import { pickleProblem, torchScriptProblem } from '../../../preload/schema/import'
import { ZipArchive } from '../../interchange/zip'
import { NetworkBuilder, type Tensor } from '../builder'
import { shown, type Fault } from '../fault'
import { Hdf5File } from '../hdf5'
import { parseJson } from '../json'
import { nameOf, networkFromKeras, type ReadWeight } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { sizedLayers } from '../keras/sized'
import { generationOf, layersOf, namedLayers, type NamedLayer } from '../keras/topology'
import { mostFileBytes, mostJsonBytes, mostRatio } from '../limits'
import { kerasFile, kerasModel, kerasNotes, type Hdf5Format } from './format'

const metadataSchema = z.object({ keras_version: z.string() })

const containers = ['layers', '_layer_checkpoint_dependencies']

export const kerasFormat: Hdf5Format = async (source, sides) => {
  const { fault } = source
  const archive = await ZipArchive.open(source.bytes, fault)
  demandNoPyTorch([...archive.sizes.keys()], shown(source.name), fault)
  const read = (name: string, most: number): Promise<Uint8Array> =>
    archive.read(name, { bytes: most, ratio: mostRatio })
  const model = parseJson(await read('config.json', mostJsonBytes), 'its config.json', fault)
  const metadata = archive.sizes.has('metadata.json')
    ? metadataSchema.safeParse(parseJson(await read('metadata.json', mostJsonBytes), 'its metadata.json', fault)).data
    : undefined
  const written = layersOf(model, generationOf(metadata?.keras_version ?? '3.'), fault)
  const { layers, notes } = sizedLayers(written, sides, fault)
  const bytes = await read('model.weights.h5', mostFileBytes)
  return Hdf5File.use({ ...source, bytes }, source.bytes.length, (file) => {
    const groups = groupsOf(file, '', namedLayers(model, fault), fault)
    if (groups.size === 0) throw fault('its model.weights.h5 has no layers')
    const weights = new Map<string, Tensor>()
    const readWeight: ReadWeight = (layer, _weight, position) => {
      const name = nameOf(layer)
      return file.tensor(`${groups.get(name) ?? name}/vars/${position}`)
    }
    const built = networkFromKeras(layers, new NetworkBuilder(fault), kept(readWeight, weights), fault)
    const run = {
      ...runnable(layers, weights, built.sizes), file: kerasFile('keras', source.bytes, layers)
    }
    return kerasModel('keras', built, run, kerasNotes(layers, file.types, notes))
  })
}

/** PyTorch's files are archives too, with a pickle in a folder of the file's first name. */
function demandNoPyTorch(entries: readonly string[], file: string, fault: Fault): void {
  if (!entries.some((name) => /(^|\/)data\.pkl$/.test(name))) return
  const isProgram = entries.some((name) => /(^|\/)(constants\.pkl|code\/.+)$/.test(name))
  throw fault(isProgram ? torchScriptProblem(file) : pickleProblem(file))
}

/**
 * The group of every layer, by its name behind those of the models that it is in.
 * @param model the group of a model, with a stroke behind it
 */
function groupsOf(
  file: Hdf5File, model: string, layers: readonly NamedLayer[], fault: Fault
): ReadonlyMap<string, string> {
  const container = containers.map((name) => model + name).find((name) => file.names(name).length > 0)
  if (container === undefined) return new Map()
  const groups = namedGroups(file, container, fault) ?? countedGroups(container, layers)
  return new Map(layers.flatMap((layer): [string, string][] => {
    const group = groups.get(layer.name)
    if (group === undefined) return []
    const inner = layer.layers.length === 0 ? [] : groupsOf(file, `${group}/`, layer.layers, fault)
    return [[layer.name, group], ...[...inner].map(([name, at]): [string, string] => [`${layer.name}/${name}`, at])]
  }))
}

/** By the names that stand in the file; null where none do. */
function namedGroups(file: Hdf5File, container: string, fault: Fault): ReadonlyMap<string, string> | null {
  const named = file.names(container).flatMap((group): [string, string][] => {
    const [name] = file.texts(`${container}/${group}/vars`, 'name') ?? []
    return name === undefined ? [] : [[name, `${container}/${group}`]]
  })
  const groups = new Map(named)
  if (groups.size < named.length) throw fault(`two groups of "${shown(container)}" are of layers of one name`)
  return named.length > 0 ? groups : null
}

function countedGroups(container: string, layers: readonly NamedLayer[]): ReadonlyMap<string, string> {
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
