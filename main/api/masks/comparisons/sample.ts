/** Which examples are compared pair by pair: all of them where that is quick, otherwise a sample. */
import { BitRows } from '../../../engine/bits/bit-rows'
import { consecutive } from '../../../engine/datasets/dataset'
import { random } from '../../../engine/random'
import type { SupportLayer } from '../../../../preload/schema/run'
import type { SnapshotMasks } from '../snapshot-masks'
import type { Tell } from '../tell'

/** What is done once all is read: a run's file is not held open for seconds. */
export type Compare<T> = (tell: Tell) => T

/** Some 20 s of comparing: 1.2 GB of one mask of each pair take a second. */
const mostPairBytes = 24 * 2 ** 30

/**
 * The first of a random order of the stored examples, the same every time, by rising number: a larger sample holds the
 * smaller one.
 * @param bytes of an example's mask that are compared; of very wide layers fewer than are wanted are taken
 */
export function sampleOf(stored: number, wanted: number, bytes: number): Int32Array {
  const most = Math.max(2, Math.floor(Math.sqrt((2 * mostPairBytes) / bytes)))
  return random(0, 'compared examples').permutation(stored).slice(0, Math.min(wanted, most)).sort()
}

/** All stored examples where their pairs are at most so many, of at most so many bytes; otherwise a sample. */
export function allOrSample(
  stored: number, wanted: number, bytes: number, most: { pairs: number; pairBytes: number }
): Int32Array {
  const pairs = (stored * (stored - 1)) / 2
  return pairs <= most.pairs && pairs * bytes <= most.pairBytes
    ? consecutive(0, stored)
    : sampleOf(stored, wanted, bytes)
}

/** Bytes of an example's mask: of one layer, or of all. */
export const bytesOf = (masks: SnapshotMasks, layer: SupportLayer | null): number =>
  layer?.byteLength ?? masks.bytesPerExample

/** The masks of these examples, which rise. */
export function rowsOf(masks: SnapshotMasks, examples: Int32Array, layer: SupportLayer | null): BitRows {
  const length = bytesOf(masks, layer)
  const rows = new BitRows(examples.length, length)
  const every = examples.length === masks.examples
  const layerAlone = every && layer !== null
  const [width, from] = layerAlone ? [length, 0] : [masks.bytesPerExample, layer?.byteOffset ?? 0]
  const pieces = layerAlone
    ? masks.layerPieces(layer, masks.examples, masks.record.index)
    : every ? masks.pieces() : masks.rows(examples)
  for (const { first, count, packed } of pieces) {
    for (let row = 0; row < count; row++) {
      const at = row * width + from
      rows.set(first + row, packed.subarray(at, at + length))
    }
  }
  return rows
}
