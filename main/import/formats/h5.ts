/**
 * One HDF5 file (`.h5`): attribute `model_config`, and for every layer a group below `model_weights` whose attribute
 * `weight_names` lists its arrays.
 */
import { NetworkBuilder, type Tensor } from '../builder'
import { Hdf5File } from '../hdf5'
import { parseJson } from '../json'
import { networkFromKeras } from '../keras/layers'
import { kept, runnable } from '../keras/runnable'
import { layersOf } from '../keras/topology'
import { onlyName } from '../keras/weight-names'
import { kerasModel, type Hdf5Format } from './format'

export const h5Format: Hdf5Format = (source) => Hdf5File.use(source, (file) => {
  const { fault } = source
  const [text] = file.texts('/', 'model_config') ?? []
  if (text === undefined)
    throw fault('it holds no model_config: it was saved without its network, so save the whole model with Keras')
  const layers = layersOf(parseJson(Buffer.from(text), 'its model_config', fault), fault)
  const weights = new Map<string, Tensor>()
  const built = networkFromKeras(layers, new NetworkBuilder(fault), kept((layer, weight) => {
    const group = `model_weights/${layer.name}`
    const name = onlyName(file.texts(group, 'weight_names') ?? [], weight, fault)
    return file.tensor(`${group}/${name ?? weight}`)
  }, weights), fault)
  return kerasModel('h5', built, runnable(layers, weights))
})
