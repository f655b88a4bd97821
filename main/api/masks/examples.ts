/** Every example of a snapshot: how many of its bits flipped, how many are on, whether it turns a unit on. */
import type { ReadableDatabase } from '../../../db/database'
import { readFlipsPerExample } from '../../../db/snapshot-counts'
import type { ExampleList, UnitAddress } from '../../../preload/schema/masks'
import { bytesIn } from '../../../preload/schema/numbers'
import { countDifferences, countOn } from '../../engine/bits/bits'
import { SnapshotMasks } from './snapshot-masks'
import type { TrainingLabels } from './training-images'

export interface ExamplesRequest {
  /** Null for the latest. */
  snapshot: number | null
  /** That each example turns on or does not; null where that is not asked. */
  unit: UnitAddress | null
  /** Whether it is counted how many units are on, which goes through all masks. */
  on: boolean
}

/** Of every example: how many units are on, where that was asked, and how many flipped since the snapshot before. */
export interface ExampleCounts { on: Uint32Array | null; flips: Uint32Array | null }

/** Counted where the file holds none, which goes through all masks of both snapshots. */
export const flipsOf = (database: ReadableDatabase, masks: SnapshotMasks): ExampleCounts['flips'] =>
  readFlipsPerExample(database, masks.record.index) ?? countedFlips(masks)

/** Goes through all masks. */
export function unitsOnOf(masks: SnapshotMasks): Uint32Array {
  const { bytesPerExample: width } = masks
  const on = new Uint32Array(masks.examples)
  for (const { first, count, packed } of masks.pieces())
    for (let row = 0; row < count; row++) on[first + row] = countOn(packed, row * width, width)
  return on
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
export function exampleList(
  database: ReadableDatabase,
  { snapshot, unit, on: isOnAsked }: ExamplesRequest,
  labels: TrainingLabels,
  counted: (masks: SnapshotMasks, on: boolean) => ExampleCounts
): ExampleList {
  const masks = new SnapshotMasks(database, snapshot)
  const { on, flips } = counted(masks, isOnAsked)
  return {
    snapshot: masks.record.index,
    comparedWith: flips === null ? null : masks.record.comparedWith,
    examples: masks.examples,
    labels: labels === null ? null : bytesIn(Uint32Array.from(labels.subarray(0, masks.examples))),
    on: !isOnAsked || on === null ? null : bytesIn(on),
    flips: flips === null ? null : bytesIn(flips),
    turnsOn: unit === null ? null : masks.unit(masks.layerOf(unit), unit.unit)
  }
}
