/** Files that other programs read: weights and masks as NumPy archives. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MaskTable } from '../../db/masks'
import { openRunForReading } from '../../db/open'
import { readSupportLayers } from '../../db/runs'
import { Failure } from '../../preload/schema/failure'
import type { SupportLayer } from '../../preload/schema/run'
import { parametersOf } from '../engine/networks/parameters'
import { writeWhole } from '../export/files'
import { whole, writeNpz, type NumpyArray } from '../export/npz'
import { readRun, readWholeCheckpoint, soundly } from './store-reader'
import type { Workbench } from './workbench'

/** Mask rows that are read at a time. */
const rowsPerChunk = 512

/**
 * Writes `weights.npz` (an array `<node>/kernel`, `<node>/bias` for every parameter) and `topology.json` into a folder.
 * @returns the two paths
 */
export async function exportWeights({ store }: Workbench, id: string, at: string, folder: string): Promise<string[]> {
  const { row, checkpoint } = readRun(store, id, (database) => readWholeCheckpoint(database, at))
  const arrays = parametersOf(row.topology).map(({ name, shape }): NumpyArray =>
    ({ name, type: 'float32', shape, chunks: whole(checkpoint.weights.get(name) ?? new Float32Array()) }))
  const weights = join(folder, 'weights.npz')
  const topology = join(folder, 'topology.json')
  await writeNpz(weights, arrays)
  await writeWhole(topology, (path) => writeFileSync(path, JSON.stringify(row.topology, null, 2) + '\n'))
  return [weights, topology]
}

/**
 * Writes an alternation's stored masks: `examples`, and for every layer its packed bits [examples, ceil(units / 8)] and
 * `<layer>.shape`.
 * @param layerName a layer's name, or `all`
 * @returns how many examples were written
 */
export async function exportMasks({ store }: Workbench, id: string, alternation: number, layerName: string, path: string): Promise<number> {
  const database = openRunForReading(store.runPath(id))
  try {
    const all = soundly(id, () => readSupportLayers(database))
    const layers = layerName === 'all' ? all : all.filter(({ name }) => name === layerName)
    if (layers.length === 0) throw new Failure(`Run ${id} has no layer "${layerName}"; it has ${all.map(({ name }) => name).join(', ')}.`)
    const bytesPerExample = all.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const table = new MaskTable(database, bytesPerExample)
    const examples = soundly(id, () => table.examplesAt(alternation))
    if (examples.length === 0) throw new Failure(`Run ${id} holds no masks of alternation ${alternation}; "maskscope show ${id}" lists its alternations.`)
    await writeNpz(path, [
      { name: 'examples', type: 'int32', shape: [examples.length], chunks: whole(examples) },
      ...layers.flatMap((layer) => maskArrays((some) => soundly(id, () => table.read(alternation, some)), examples, layer, bytesPerExample))
    ])
    return examples.length
  } finally {
    database.close()
  }
}

function maskArrays(read: (examples: Int32Array) => Uint8Array, examples: Int32Array, layer: SupportLayer, bytesPerExample: number): NumpyArray[] {
  function* chunks(): Generator<Uint8Array> {
    for (let from = 0; from < examples.length; from += rowsPerChunk) {
      const some = examples.subarray(from, from + rowsPerChunk)
      const packed = read(some)
      const chunk = new Uint8Array(some.length * layer.byteLength)
      for (let i = 0; i < some.length; i++) {
        const at = i * bytesPerExample + layer.byteOffset
        chunk.set(packed.subarray(at, at + layer.byteLength), i * layer.byteLength)
      }
      yield chunk
    }
  }
  return [
    { name: layer.name, type: 'uint8', shape: [examples.length, layer.byteLength], chunks },
    { name: `${layer.name}.shape`, type: 'int32', shape: [layer.shape.length], chunks: whole(Int32Array.from(layer.shape)) }
  ]
}
