/** How much the masks of examples of two classes overlap. */
import type { ReadableDatabase } from '../../../../db/database'
import { elementOf } from '../../../../preload/schema/element'
import type { ClassOverlap } from '../../../../preload/schema/patterns'
import type { BitRows } from '../../../engine/bits/bit-rows'
import { SnapshotMasks } from '../snapshot-masks'
import { demandLabels, type TrainingLabels } from '../training-images'
import type { Tell } from '../tell'
import { allOrSample, bytesOf, rowsOf, type Compare } from './sample'

/** Up to here all pairs are compared, in some 4 s. */
const quick = { pairs: 40e6, pairBytes: 4 * 2 ** 30 }

export interface OverlapRequest {
  /** Null for the latest. */
  snapshot: number | null
  /** Null for all layers. */
  layer: string | null
  /** Examples that are compared where all pairs would take too long. */
  sample: number
}

/**
 * Reads what is compared.
 * @throws Failure when the run has no such snapshot or layer, or the classes of its examples are not known
 */
export function classOverlap(
  database: ReadableDatabase, { snapshot, layer: name, sample }: OverlapRequest, labels: TrainingLabels
): Compare<ClassOverlap> {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = name === null ? null : masks.layer(name)
  const examples = allOrSample(masks.examples, sample, bytesOf(masks, layer), quick)
  const known = demandLabels(labels)
  const own = examples.map((example) => elementOf(known, example))
  const classes = [...new Set(own)].sort((one, other) => one - other)
  const places = new Map(classes.map((label, place) => [label, place]))
  const placed = own.map((label) => places.get(label) ?? 0)
  const rows = rowsOf(masks, examples, layer)
  return (tell) => ({
    snapshot: masks.record.index,
    layer: name,
    examples: examples.length,
    of: masks.examples,
    classes: classes.map((label) => ({ label, examples: own.filter((one) => one === label).length })),
    overlap: meanOverlap(rows, placed, classes.length, tell)
  })
}

/**
 * By class and class. With a and b units on and h of them different, |A ∩ B| = (a + b − h) / 2 and
 * |A ∪ B| = (a + b + h) / 2.
 */
function meanOverlap(rows: BitRows, classOf: Int32Array, classes: number, tell: Tell): (number | null)[][] {
  const sums = new Float64Array(classes * classes)
  const pairs = new Float64Array(classes * classes)
  const on = Float64Array.from({ length: rows.count }, (_, row) => rows.on(row))
  for (let one = 0; one < rows.count; one++) {
    const line = elementOf(classOf, one) * classes
    for (let other = 0; other < one; other++) {
      const both = elementOf(on, one) + elementOf(on, other)
      const differing = rows.distance(one, other)
      if (both + differing === 0) continue
      const cell = line + elementOf(classOf, other)
      sums[cell] = elementOf(sums, cell) + (both - differing) / (both + differing)
      pairs[cell] = elementOf(pairs, cell) + 1
    }
    tell(((one + 1) * one) / 2, (rows.count * (rows.count - 1)) / 2)
  }
  const mean = (one: number, other: number): number | null => {
    const [cell, mirrored] = [one * classes + other, other * classes + one]
    const cells = cell === mirrored ? [cell] : [cell, mirrored]
    const [sum, count] = [sums, pairs].map((values) =>
      cells.reduce((total, at) => total + elementOf(values, at), 0)) as [number, number]
    return count === 0 ? null : sum / count
  }
  return Array.from({ length: classes }, (_, one) => Array.from({ length: classes }, (_, other) => mean(one, other)))
}
