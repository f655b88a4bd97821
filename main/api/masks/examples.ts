/** The examples of a snapshot, in an order: by number, by how many bits flipped, by how many are on. */
import type { ReadableDatabase } from '../../../db/database'
import { readFlipsPerExample } from '../../../db/snapshots'
import { elementOf } from '../../../preload/schema/element'
import type { ExampleList, ExampleOrder, UnitAddress } from '../../../preload/schema/masks'
import { countDifferences } from '../../engine/bits/bits'
import { SnapshotMasks } from './snapshot-masks'
import { labelsAmong, type TrainingLabels } from './training-images'

export interface ExamplesRequest {
  /** Null for the latest. */
  snapshot: number | null
  order: ExampleOrder
  /** Null for every class. */
  label: number | null
  /** Of those that turn this unit on; null for all. */
  unit: UnitAddress | null
  /** Of these alone; null for all. */
  among: readonly number[] | null
  skip: number
  limit: number
}

/** Of every example: how many units are on, and how many flipped since the snapshot before. */
export interface ExampleCounts { on: Uint32Array; flips: Uint32Array | null }

/** Counting goes through all masks: 26 MB of 8,000 examples of all-cnn-mini, twice where the file holds no flips. */
export function countExamples(database: ReadableDatabase, masks: SnapshotMasks): ExampleCounts {
  const { bytesPerExample: width } = masks
  const on = new Uint32Array(masks.examples)
  const none = new Uint8Array(width)
  for (const { first, count, packed } of masks.pieces())
    for (let row = 0; row < count; row++) on[first + row] = countDifferences(packed, row * width, none, 0, width)
  return { on, flips: readFlipsPerExample(database, masks.record.index) ?? countedFlips(masks) }
}

function countedFlips(masks: SnapshotMasks): Uint32Array | null {
  const { record: { comparedWith }, bytesPerExample: width } = masks
  const compared = comparedWith === null ? 0 : Math.min(masks.examples, masks.storedOf(comparedWith))
  if (comparedWith === null || compared === 0) return null
  const flips = new Uint32Array(compared)
  const before = masks.pieces(compared, comparedWith)
  for (const { first, count, packed } of masks.pieces(compared)) {
    const old = before.next().value
    if (!old) break
    for (let row = 0; row < count; row++)
      flips[first + row] = countDifferences(packed, row * width, old.packed, row * width, width)
  }
  return flips
}

/** @throws Failure when the run has no such snapshot, layer or unit */
export function listExamples(
  database: ReadableDatabase,
  { snapshot, order, label, unit, among, skip, limit }: ExamplesRequest,
  labels: TrainingLabels,
  counted: (masks: SnapshotMasks) => ExampleCounts
): ExampleList {
  const masks = new SnapshotMasks(database, snapshot)
  const { on, flips } = counted(masks)
  const turnsOn = unit === null ? null : masks.unit(masks.layerOf(unit), unit.unit)
  const named = among === null ? Array.from({ length: masks.examples }, (_, example) => example) : [...new Set(among)]
  const matching = named.filter((example) => example < masks.examples &&
    (label === null || labels?.[example] === label) && (turnsOn === null || turnsOn[example] === 1))
  const key = (example: number): number => (order === 'number' ? 0 : (order === 'on' ? on : flips)?.[example] ?? 0)
  matching.sort((one, other) => key(other) - key(one) || one - other)
  return {
    snapshot: masks.record.index,
    comparedWith: flips === null ? null : masks.record.comparedWith,
    matching: matching.length,
    labels: labelsAmong(labels, masks.examples),
    listed: matching.slice(skip, skip + limit).map((example) => ({
      example, label: labels?.[example] ?? null, on: elementOf(on, example), flips: flips?.[example] ?? null
    }))
  }
}
