/** The units most often on with one unit. */
import type { ReadableDatabase } from '../../../db/database'
import { readOnPerUnit } from '../../../db/snapshot-counts'
import type { Companions, UnitAddress } from '../../../preload/schema/masks'
import type { SupportLayer } from '../../../preload/schema/run'
import { UnitCounts, positionOf } from './counts'
import { SnapshotMasks, type MaskPiece } from './snapshot-masks'
import { quietly, type Tell } from './tell'

const companionsListed = 8

export interface CompanionRequest extends UnitAddress {
  /** Null for the latest. */
  snapshot: number | null
}

/**
 * By |A ∩ B| / |A ∪ B| over the examples whose masks are stored.
 * @throws Failure when the run has no such snapshot, layer or unit
 */
export function companionsOf(
  database: ReadableDatabase, { snapshot, ...address }: CompanionRequest, tell: Tell
): Companions {
  const masks = new SnapshotMasks(database, snapshot)
  const own = masks.layerOf(address)
  const on = masks.unit(own, address.unit)
  const turnedOn = Int32Array.from(on.keys()).filter((example) => on[example] === 1)
  const both = countsOf(masks, masks.rows(turnedOn), turnedOn.length, tell)
  return mostOverlapping(masks, own, address.unit, allCounts(database, masks), both, turnedOn.length)
}

/** In how many of the rows each bit of a whole mask is on. */
function countsOf(
  { bytesPerExample }: SnapshotMasks, pieces: Iterable<MaskPiece>, examples: number, tell: Tell = quietly
): Uint32Array {
  const counts = new UnitCounts({ byteLength: bytesPerExample, units: bytesPerExample * 8 })
  for (const { first, count, packed } of pieces) {
    counts.add(packed, count)
    tell(first + count, examples)
  }
  return counts.totals()
}

/** Counted while masks were written, where all of them are still stored. */
function allCounts(database: ReadableDatabase, masks: SnapshotMasks): Uint32Array {
  if (masks.examples !== masks.record.examples) return countsOf(masks, masks.pieces(), masks.examples)
  const counts = new Uint32Array(masks.bytesPerExample * 8)
  for (const { name, byteOffset } of masks.layers) {
    const stored = Uint8Array.from(readOnPerUnit(database, masks.record.index, name))
    counts.set(new Uint32Array(stored.buffer), byteOffset * 8)
  }
  return counts
}

function mostOverlapping(
  masks: SnapshotMasks, own: SupportLayer, unit: number, all: Uint32Array, both: Uint32Array, ownOn: number
): Companions {
  // Those found so far, the best first; 26,656 units are not worth an object each.
  const best: Companions = []
  for (const layer of masks.layers) {
    for (let other = 0; other < layer.units; other++) {
      const bit = layer.byteOffset * 8 + other
      const [on, shared] = [all[bit] ?? 0, both[bit] ?? 0]
      if (shared === 0 || (layer === own && other === unit)) continue
      const overlap = shared / (on + ownOn - shared)
      if (best.length === companionsListed && overlap <= (best.at(-1)?.overlap ?? 0)) continue
      const place = best.findIndex((one) => one.overlap < overlap)
      best.splice(place < 0 ? best.length : place, 0, {
        layer: layer.name, unit: other, position: positionOf(layer, other), on, both: shared, overlap
      })
      if (best.length > companionsListed) best.pop()
    }
  }
  return best
}
