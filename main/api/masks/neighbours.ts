/** The examples whose masks differ least from one example's, by Hamming distance. */
import type { ReadableDatabase } from '../../../db/database'
import type { Neighbours } from '../../../preload/schema/masks'
import { elementOf } from '../../../preload/schema/element'
import { RowDistances } from '../../engine/bits/row-distances'
import { demandExample } from './example'
import { SnapshotMasks, rowsPerPiece } from './snapshot-masks'
import type { Tell } from './tell'
import type { TrainingLabels } from './training-images'

export interface NeighbourRequest {
  /** Null for the latest. */
  snapshot: number | null
  /** Null for all layers. */
  layer: string | null
  example: number
  /** Of these alone; null for all. */
  among: readonly number[] | null
  limit: number
}

/** @throws Failure when the run has no such snapshot, layer or example */
export function nearestNeighbours(
  database: ReadableDatabase,
  { snapshot, layer, example, among, limit }: NeighbourRequest,
  labels: TrainingLabels,
  tell: Tell
): Neighbours {
  const masks = new SnapshotMasks(database, snapshot)
  demandExample(masks, example)
  const part = layer === null ? null : masks.layer(layer)
  const [from, length] = part === null ? [0, masks.bytesPerExample] : [part.byteOffset, part.byteLength]
  const own = masks.row(example).slice(from, from + length)
  const distances = new Float64Array(masks.examples)
  const compared = new RowDistances(own, Math.min(rowsPerPiece, masks.examples))
  const pieces = part === null
    ? masks.pieces(masks.examples, masks.record.index, compared.rows)
    : masks.layerPieces(part, masks.examples, masks.record.index)
  for (const { first, count, packed } of pieces) {
    if (packed.buffer !== compared.rows.buffer) compared.rows.set(packed)
    for (let row = 0; row < count; row++) distances[first + row] = compared.of(row)
    tell(first + count, masks.examples)
  }
  const wanted = among === null ? null : new Set(among.filter((other) => other < masks.examples))
  const isWanted = (other: number): boolean => other !== example && (wanted === null || wanted.has(other))
  const labelOf = (one: number): number | null => labels?.[one] ?? null
  return {
    snapshot: masks.record.index,
    layer,
    example,
    label: labelOf(example),
    units: part?.units ?? masks.layers.reduce((sum, { units }) => sum + units, 0),
    examples: wanted === null ? masks.examples : wanted.size,
    nearest: smallest(distances, isWanted, limit).map((other) => ({
      example: other, label: labelOf(other), distance: elementOf(distances, other)
    }))
  }
}

/** Indices of the smallest values, of those that are wanted; among equal ones the earlier. */
function smallest(values: Float64Array, isWanted: (index: number) => boolean, most: number): number[] {
  const { length } = values
  // Value and index in one number: distances stay below 2²² units and examples below 2²⁴.
  const keys = Float64Array.from(values, (value, index) => value * length + index).sort()
  const found: number[] = []
  for (const key of keys) {
    if (found.length === most) break
    const index = key % length
    if (isWanted(index)) found.push(index)
  }
  return found
}
