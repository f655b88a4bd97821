/**
 * A layer's units in one snapshot: in how many examples each is on, was before, and flipped; of all examples or of one
 * class.
 */
import type { ReadableDatabase } from '../../../db/database'
import { readOnPerUnit } from '../../../db/snapshots'
import { Failure } from '../../../preload/schema/failure'
import type { LayerUnits } from '../../../preload/schema/masks'
import type { SnapshotRecord, SupportLayer } from '../../../preload/schema/run'
import { UnitCounts } from './counts'
import { SnapshotMasks } from './snapshot-masks'
import { labelsAmong, type TrainingLabels } from './training-images'

export interface LayerRequest {
  /** Null for the latest. */
  snapshot: number | null
  layer: string
  /** Null for every class. */
  label: number | null
}

/** @throws Failure when the run has no such snapshot or layer, or a class is asked for and labels are not known */
export function layerUnits(
  database: ReadableDatabase,
  { snapshot, layer: name, label }: LayerRequest,
  labels: TrainingLabels
): LayerUnits {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = masks.layer(name)
  const { record } = masks
  const before = masks.records.find(({ index }) => index === record.comparedWith)
  const counted = label === null
    ? (of: SnapshotRecord) => ({ examples: of.examples, on: readOnPerUnit(database, of.index, name) })
    : (of: SnapshotRecord) => onOfClass(masks, layer, of.index, ofClass(labels, label))
  return {
    snapshot: record.index,
    layer: name,
    shape: layer.shape,
    labels: labelsAmong(labels, masks.examples),
    ...counted(record),
    before: before === undefined ? null : { snapshot: before.index, ...counted(before) },
    flips: before === undefined
      ? null
      : flipsPerUnit(masks, before.index, layer, label === null ? () => true : ofClass(labels, label))
  }
}

type Chosen = (example: number) => boolean

function ofClass(labels: TrainingLabels, label: number): Chosen {
  if (labels === null)
    throw new Failure('The classes of the examples are not known, because the run’s data set is not here.')
  return (example) => labels[example] === label
}

/** From the stored masks themselves: what was counted while they were written is of all classes. */
function onOfClass(masks: SnapshotMasks, layer: SupportLayer, snapshot: number, chosen: Chosen) {
  const counts = new UnitCounts(layer)
  for (const { first, count, packed } of masks.layerPieces(layer, masks.storedOf(snapshot), snapshot)) {
    const rows = counts.room(count)
    let kept = 0
    for (let row = 0; row < count; row++) {
      if (!chosen(first + row)) continue
      rows.set(packed.subarray(row * layer.byteLength, (row + 1) * layer.byteLength), kept++ * counts.rowBytes)
    }
    counts.add(rows.subarray(0, kept * counts.rowBytes))
  }
  return { examples: counts.rows, on: bytesOf(counts.totals()) }
}

function flipsPerUnit(masks: SnapshotMasks, before: number, layer: SupportLayer, chosen: Chosen): LayerUnits['flips'] {
  const examples = Math.min(masks.examples, masks.storedOf(before), masks.record.comparedExamples ?? 0)
  const [onToOff, offToOn] = [new UnitCounts(layer), new UnitCounts(layer)]
  const was = masks.layerPieces(layer, examples, before)
  for (const now of masks.layerPieces(layer, examples, masks.record.index)) {
    const old = was.next().value
    if (!old) break
    const rows = Array.from({ length: now.count }, (_, row) => row).filter((row) => chosen(now.first + row))
    const [off, on] = differences(old.packed, now.packed, rows, layer, onToOff)
    onToOff.add(off)
    offToOn.add(on)
  }
  if (onToOff.rows === 0) return null
  return { examples: onToOff.rows, onToOff: bytesOf(onToOff.totals()), offToOn: bytesOf(offToOn.totals()) }
}

/** The bits of a layer that were on and are off, and those that came on, row by row. */
function differences(
  old: Uint8Array,
  now: Uint8Array,
  rows: readonly number[],
  { byteLength }: SupportLayer,
  counts: UnitCounts
): [off: Uint8Array, on: Uint8Array] {
  const [off, on] = [counts.room(rows.length), counts.room(rows.length)]
  rows.forEach((row, place) => {
    const from = row * byteLength
    const to = place * counts.rowBytes
    for (let byte = 0; byte < byteLength; byte++) {
      const was = old[from + byte] ?? 0
      const is = now[from + byte] ?? 0
      off[to + byte] = was & ~is
      on[to + byte] = is & ~was
    }
  })
  return [off, on]
}

const bytesOf = (counts: Uint32Array): Uint8Array =>
  new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength)
