/** NumPy: `weights.npz` (`<node>/kernel`, `<node>/kernel.mask`, …), `topology.json` and `metadata.json`. */
import { valuesOf } from '../../engine/networks/parameters'
import { metadataOf, type ExportedModel, type NamedArray } from '../model'
import { whole, writeNpz, type NumpyArray } from '../../interchange/npz/write'
import { jsonFile, type ExportFile, type ExportFormat } from './format'

const masksMeaning = 'the array <kernel>.mask, uint8 of the kernel’s shape: 1 where the connection is left'

const floats = ({ name, shape, values }: NamedArray): NumpyArray => ({
  name,
  type: 'float32',
  shape,
  chunks: whole(values)
})

export const npzFormat: ExportFormat = (model) => [
  jsonFile('topology.json', model.network),
  jsonFile('metadata.json', metadataOf(model, 'NHWC', masksMeaning)),
  { name: 'weights.npz', write: (path) => writeNpz(path, arraysOf(model)) }
]

function arraysOf({ parameters, weights, masks, provenance }: ExportedModel): NumpyArray[] {
  return [
    ...parameters.flatMap(({ name, shape }): NumpyArray[] => {
      const mask = masks.get(name)
      const values = floats({ name, shape, values: valuesOf(weights, name) })
      return mask ? [values, { name: `${name}.mask`, type: 'uint8', shape, chunks: whole(mask) }] : [values]
    }),
    ...provenance.preprocessing.arrays.map(floats)
  ]
}

/** For formats that hold nothing but a network: what preprocessing needs lies beside. */
export function preprocessingFile({ provenance: { preprocessing: { arrays } } }: ExportedModel): ExportFile[] {
  return arrays.length === 0 ? [] : [{ name: 'preprocessing.npz', write: (path) => writeNpz(path, arrays.map(floats)) }]
}
