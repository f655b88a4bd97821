/** The examples that share the masks of a layer which most of them share. */
import type { ReadableDatabase } from '../../../db/database'
import { elementOf } from '../../../preload/schema/element'
import { mostSelected, type MaskGroup, type MaskGroups } from '../../../preload/schema/patterns'
import { countOn } from '../../engine/bits/bits'
import { nameOfMask } from './patterns'
import { SnapshotMasks, type MaskPiece } from './snapshot-masks'
import type { TrainingLabels } from './training-images'

const groupsListed = 10

export interface GroupRequest {
  /** Null for the latest. */
  snapshot: number | null
  /** Null for all layers together. */
  layer: string | null
}

/** @throws Failure when the run has no such snapshot or layer */
export function maskGroups(
  database: ReadableDatabase, { snapshot, layer: name }: GroupRequest, labels: TrainingLabels
): MaskGroups {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = name === null ? null : masks.layer(name)
  const width = layer?.byteLength ?? masks.bytesPerExample
  const pieces = layer === null
    ? masks.pieces()
    : masks.layerPieces(layer, masks.examples, masks.record.index)
  const sharing = examplesByMask(pieces, width)
  const shared = [...sharing.values()].filter(({ examples }) => examples.length > 1)
  shared.sort((one, other) => other.examples.length - one.examples.length)
  return {
    snapshot: masks.record.index,
    layer: name,
    examples: masks.examples,
    distinct: sharing.size,
    groups: shared.slice(0, groupsListed).map(({ on, examples }): MaskGroup => ({
      size: examples.length, on, examples: examples.slice(0, mostSelected), classes: classesOf(examples, labels)
    }))
  }
}

interface Sharing { on: number; examples: number[] }

function examplesByMask(pieces: Iterable<MaskPiece>, width: number): Map<string, Sharing> {
  const found = new Map<string, Sharing>()
  for (const { first, count, packed } of pieces) {
    for (let row = 0; row < count; row++) {
      const key = nameOfMask(packed.subarray(row * width, (row + 1) * width))
      const sharing = found.get(key)
      if (sharing) sharing.examples.push(first + row)
      else found.set(key, { on: countOn(packed, row * width, width), examples: [first + row] })
    }
  }
  return found
}

function classesOf(examples: readonly number[], labels: TrainingLabels): MaskGroup['classes'] {
  if (labels === null) return null
  const counts = new Map<number, number>()
  for (const example of examples) {
    const label = elementOf(labels, example)
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return [...counts].map(([label, count]) => ({ label, examples: count }))
    .sort((one, other) => other.examples - one.examples || one.label - other.label)
}
