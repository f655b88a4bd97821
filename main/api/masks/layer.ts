/**
 * A layer's units in one snapshot: in how many examples each is on, was before, and flipped; of all examples or of one
 * class.
 */
import type { ReadableDatabase } from '../../../db/database'
import { readFlipsPerUnit, readOnPerUnit } from '../../../db/snapshot-counts'
import type { LayerUnits } from '../../../preload/schema/masks'
import { countsIn, packedCounts } from '../../../preload/schema/numbers'
import type { SnapshotRecord, SupportLayer } from '../../../preload/schema/run'
import { UnitCounts } from './counts'
import { SnapshotMasks, type MaskPiece } from './snapshot-masks'
import { demandLabels, labelsAmong, type TrainingLabels } from './training-images'

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
    ? (of: SnapshotRecord) => onOfAll(database, of, name)
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
      : storedFlips(database, record, name, label) ??
        flipsPerUnit(masks, before.index, layer, label === null ? null : ofClass(labels, label))
  }
}

function onOfAll(database: ReadableDatabase, { index, examples }: SnapshotRecord, layer: string) {
  return { examples, on: packedCounts(countsIn(readOnPerUnit(database, index, layer)), examples) }
}

/** Null for all. */
type Chosen = ((example: number) => boolean) | null

function ofClass(labels: TrainingLabels, label: number): Chosen {
  const known = demandLabels(labels)
  return (example) => known[example] === label
}

/** The rows of a piece that are chosen, one after the other. */
function chosenRows({ first, count, packed }: MaskPiece, length: number, chosen: Chosen): Uint8Array {
  if (chosen === null) return packed
  const rows = Array.from({ length: count }, (_, row) => row).filter((row) => chosen(first + row))
  const kept = new Uint8Array(rows.length * length)
  rows.forEach((row, place) => { kept.set(packed.subarray(row * length, (row + 1) * length), place * length) })
  return kept
}

/** From the stored masks themselves: what was counted while they were written is of all classes. */
function onOfClass(masks: SnapshotMasks, layer: SupportLayer, snapshot: number, chosen: Chosen) {
  const counts = new UnitCounts(layer)
  for (const piece of masks.layerPieces(layer, masks.storedOf(snapshot), snapshot)) {
    const rows = chosenRows(piece, layer.byteLength, chosen)
    counts.add(rows, rows.length / layer.byteLength)
  }
  return { examples: counts.rows, on: packedCounts(counts.totals(), counts.rows) }
}

/** Those that were counted while the masks were written are of all classes. */
function storedFlips(
  database: ReadableDatabase, { index, comparedExamples }: SnapshotRecord, layer: string, label: number | null
): LayerUnits['flips'] {
  const stored = label === null ? readFlipsPerUnit(database, index, layer) : null
  return stored === null || comparedExamples === null
    ? null
    : flipsOf(comparedExamples, countsIn(stored.onToOff), countsIn(stored.offToOn))
}

function flipsPerUnit(masks: SnapshotMasks, before: number, layer: SupportLayer, chosen: Chosen): LayerUnits['flips'] {
  const examples = Math.min(masks.examples, masks.storedOf(before), masks.record.comparedExamples ?? 0)
  const [onToOff, offToOn] = [new UnitCounts(layer), new UnitCounts(layer)]
  const was = masks.layerPieces(layer, examples, before)
  for (const piece of masks.layerPieces(layer, examples, masks.record.index)) {
    const earlier = was.next().value
    if (!earlier) break
    const old = chosenRows(earlier, layer.byteLength, chosen)
    const now = chosenRows(piece, layer.byteLength, chosen)
    const rows = now.length / layer.byteLength
    onToOff.add(onlyIn(old, now), rows)
    offToOn.add(onlyIn(now, old), rows)
  }
  if (onToOff.rows === 0) return null
  return flipsOf(onToOff.rows, onToOff.totals(), offToOn.totals())
}

function flipsOf(examples: number, onToOff: Uint32Array, offToOn: Uint32Array): LayerUnits['flips'] {
  return { examples, onToOff: packedCounts(onToOff, examples), offToOn: packedCounts(offToOn, examples) }
}

/** The bits that are on in one and off in the other. A loop: `map` takes twice the time of all the rest. */
function onlyIn(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bits = new Uint8Array(one.length)
  for (let at = 0; at < bits.length; at++) bits[at] = (one[at] ?? 0) & ~(other[at] ?? 0)
  return bits
}
