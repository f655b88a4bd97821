/** Files that other programs read: models in several formats, masks as NumPy archives. */
import { MaskReader } from '../../db/masks'
import { openRunForReading } from '../../db/open'
import { readWeightMasks } from '../../db/prunings'
import { readSupportLayers } from '../../db/runs'
import { snapshotOfAlternation } from '../../db/snapshots'
import type { ExportFormatName, ExportRecord } from '../../preload/schema/export'
import { Failure } from '../../preload/schema/failure'
import type { SupportLayer } from '../../preload/schema/run'
import { sizeOf } from '../engine/networks/shapes'
import { keptCount, kernelsOf, masksFromStored } from '../engine/networks/weight-masks'
import { whole, writeNpz, type NumpyArray } from '../interchange/npz/write'
import { launch } from '../trainer/launch'
import { readRun, readWholeCheckpoint, soundly } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/** Mask rows that are read at a time. */
const rowsPerChunk = 512

export interface ExportRequest {
  at: string
  format: ExportFormatName
  folder: string
  /** Without channels that do nothing. */
  compact: boolean
  /** Replaces files of the same names. */
  force: boolean
  /** Measures what the model costs, beside the checkpoint `before` when there is one. */
  report: { before: string | null } | null
}

/**
 * Writes a checkpoint in a format of other programs, in a process of its own.
 * @param signal ends it at once, and nothing is left behind
 * @throws Failure when the run has no such checkpoint or the folder cannot be written; then nothing is left behind
 */
export async function exportModel(
  { store }: ReadableWorkbench,
  id: string,
  request: ExportRequest,
  { dataFolder = null, signal }: { dataFolder?: string | null; signal?: AbortSignal } = {}
): Promise<ExportRecord> {
  for (const at of [request.at, request.report?.before ?? request.at])
    readRun(store, id, (database) => readWholeCheckpoint(database, at))
  const job = { kind: 'export', place: store.place, dataFolder, id, ...request } as const
  const { record } = await launch(job, undefined, { signal }).done
  return record
}

/**
 * Writes the weight masks that hold in a checkpoint: for every layer an array `<node>/kernel` of 0 and 1, in the
 * kernel's own shape.
 * @returns how many weights there are, and how many the masks keep
 */
export async function exportWeightMasks(
  { store }: ReadableWorkbench,
  id: string,
  at: string,
  path: string
): Promise<{ weights: number; kept: number }> {
  const { topology, masks } = readRun(store, id, (database) => {
    const { row } = readWholeCheckpoint(database, at)
    return { topology: row.topology, masks: masksFromStored(readWeightMasks(database, at)) }
  })
  if (masks.size === 0)
    throw new Failure(`No weight is pruned in "${at}" of run ${id}; "maskscope show ${id}" lists its prunings.`)
  const arrays = kernelsOf(topology).map(({ name, shape }) => ({
    name,
    shape,
    mask: masks.get(name) ?? new Uint8Array()
  }))
  const short = arrays.find(({ shape, mask }) => mask.length !== sizeOf(shape))
  if (short) throw new Failure(`Run ${id} holds no complete weight mask of "${short.name}" at "${at}".`)
  await writeNpz(
    path,
    arrays.map(({ name, shape, mask }): NumpyArray => ({ name, type: 'uint8', shape, chunks: whole(mask) }))
  )
  return arrays.reduce((sum, { mask }) => ({ weights: sum.weights + mask.length, kept: sum.kept + keptCount(mask) }), {
    weights: 0,
    kept: 0
  })
}

/** Masks are those of a snapshot, which may be given by the number of its alternation. */
export interface MasksRequest { of: 'snapshot' | 'alternation'; index: number }

/**
 * Writes a snapshot's stored masks: `examples`, and for every layer its packed bits [examples, ceil(units / 8)] and
 * `<layer>.shape`.
 * @param layerName a layer's name, or `all`
 * @returns how many examples were written
 */
export async function exportMasks(
  { store }: ReadableWorkbench,
  id: string,
  { of, index }: MasksRequest,
  layerName: string,
  path: string
): Promise<number> {
  const database = openRunForReading(store.runPath(id))
  const name = store.fileName(id)
  try {
    const all = soundly(name, () => readSupportLayers(database))
    const layers = layerName === 'all' ? all : all.filter(({ name }) => name === layerName)
    if (layers.length === 0)
      throw new Failure(`Run ${id} has no layer "${layerName}"; it has ${all.map(({ name }) => name).join(', ')}.`)
    const bytesPerExample = all.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const table = new MaskReader(database, bytesPerExample)
    const snapshot = of === 'snapshot' ? index : soundly(name, () => snapshotOfAlternation(database, index))
    const examples = snapshot === undefined ? new Int32Array() : soundly(name, () => table.examplesOf(snapshot))
    if (snapshot === undefined || examples.length === 0)
      throw new Failure(`Run ${id} holds no masks of ${of} ${index}; "maskscope show ${id}" lists its ${of}s.`)
    await writeNpz(path, [
      { name: 'examples', type: 'int32', shape: [examples.length], chunks: whole(examples) },
      ...layers.flatMap((layer) =>
        maskArrays((some) => soundly(name, () => table.read(snapshot, some)), examples, layer, bytesPerExample)
      )
    ])
    return examples.length
  } finally {
    database.close()
  }
}

function maskArrays(
  read: (examples: Int32Array) => Uint8Array,
  examples: Int32Array,
  layer: SupportLayer,
  bytesPerExample: number
): NumpyArray[] {
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
    {
      name: `${layer.name}.shape`,
      type: 'int32',
      shape: [layer.shape.length],
      chunks: whole(Int32Array.from(layer.shape))
    }
  ]
}
