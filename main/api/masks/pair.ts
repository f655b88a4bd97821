/** Two examples' masks in one snapshot, beside each other. */
import type { ReadableDatabase } from '../../../db/database'
import type { MaskPair } from '../../../preload/schema/masks'
import { countFlips, countOn } from '../../engine/bits/bits'
import { demandExample } from './example'
import { SnapshotMasks } from './snapshot-masks'
import type { TrainingLabels } from './training-images'

export interface PairRequest {
  /** Null for the latest. */
  snapshot: number | null
  first: number
  second: number
}

/** @throws Failure when the run has no such snapshot, or it holds no mask of one of the examples */
export function maskPair(
  database: ReadableDatabase, { snapshot, first, second }: PairRequest, labels: TrainingLabels
): MaskPair {
  const masks = new SnapshotMasks(database, snapshot)
  for (const example of [first, second]) demandExample(masks, example)
  const [one, other] = [masks.row(first), masks.row(second)]
  const labelOf = (example: number): number | null => labels?.[example] ?? null
  return {
    snapshot: masks.record.index,
    first: { example: first, label: labelOf(first), bits: one },
    second: { example: second, label: labelOf(second), bits: other },
    layers: masks.layers.map(({ name, units, byteOffset, byteLength }) => {
      const { onToOff, offToOn } = countFlips(one, byteOffset, other, byteOffset, byteLength)
      return {
        layer: name, units,
        both: countOn(one, byteOffset, byteLength) - onToOff,
        onlyFirst: onToOff,
        onlySecond: offToOn
      }
    })
  }
}
