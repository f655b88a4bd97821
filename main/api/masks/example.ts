/** One example's masks, now and in the snapshot before. */
import type { ReadableDatabase } from '../../../db/database'
import { demandMasksOf } from '../../../db/snapshots'
import type { ExampleMasks } from '../../../preload/schema/masks'
import { countFlips, countOn } from '../../engine/bits/bits'
import { SnapshotMasks } from './snapshot-masks'
import type { TrainingLabels } from './training-images'

/**
 * @param known the example's masks by snapshot; those that are read are added
 * @throws Failure when the run has no such snapshot, or no mask of the example in it
 */
export function exampleMasks(
  database: ReadableDatabase,
  snapshot: number | null,
  example: number,
  labels: TrainingLabels,
  known = new Map<number, Uint8Array>()
): ExampleMasks {
  const masks = new SnapshotMasks(database, snapshot)
  demandExample(masks, example)
  const bits = masks.rowThrough(example, masks.record.index, known)
  const earlier = masks.record.comparedWith
  const before = earlier === null || example >= masks.storedOf(earlier)
    ? null
    : { snapshot: earlier, bits: masks.rowThrough(example, earlier, known) }
  return {
    snapshot: masks.record.index,
    example,
    label: labels?.[example] ?? null,
    bits,
    before,
    layers: masks.layers.map(({ name, byteOffset, byteLength }) => ({
      layer: name,
      on: countOn(bits, byteOffset, byteLength),
      flips: before === null ? null : countFlips(before.bits, byteOffset, bits, byteOffset, byteLength)
    }))
  }
}

/** @throws Failure when the snapshot has no mask of the example */
export const demandExample = (masks: SnapshotMasks, example: number): void =>
  demandMasksOf(example, masks.record, masks.examples)
