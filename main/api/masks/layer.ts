/** A layer's units in one snapshot: in how many examples each is on, was before, and flipped. */
import type { ReadableDatabase } from '../../../db/database'
import { readOnPerUnit } from '../../../db/snapshots'
import type { LayerUnits } from '../../../preload/schema/masks'
import type { SupportLayer } from '../../../preload/schema/run'
import { UnitCounts } from './counts'
import { SnapshotMasks } from './snapshot-masks'

/** @throws Failure when the run has no such snapshot or layer */
export function layerUnits(database: ReadableDatabase, snapshot: number | null, name: string): LayerUnits {
  const masks = new SnapshotMasks(database, snapshot)
  const layer = masks.layer(name)
  const { record } = masks
  const before = masks.records.find(({ index }) => index === record.comparedWith)
  return {
    snapshot: record.index,
    layer: name,
    shape: layer.shape,
    examples: record.examples,
    on: readOnPerUnit(database, record.index, name),
    before: before === undefined
      ? null
      : { snapshot: before.index, examples: before.examples, on: readOnPerUnit(database, before.index, name) },
    flips: before === undefined ? null : flipsPerUnit(masks, before.index, layer)
  }
}

function flipsPerUnit(masks: SnapshotMasks, before: number, layer: SupportLayer): LayerUnits['flips'] {
  const examples = Math.min(masks.examples, masks.storedOf(before), masks.record.comparedExamples ?? 0)
  if (examples === 0) return null
  const [onToOff, offToOn] = [new UnitCounts(layer), new UnitCounts(layer)]
  const was = masks.pieces(examples, before)
  for (const now of masks.pieces(examples)) {
    const old = was.next().value
    if (!old) break
    const [off, on] = differences(old.packed, now.packed, now.count, masks.bytesPerExample, layer, onToOff)
    onToOff.add(off)
    offToOn.add(on)
  }
  return { examples, onToOff: bytesOf(onToOff.totals()), offToOn: bytesOf(offToOn.totals()) }
}

/** The bits of a layer that were on and are off, and those that came on, row by row. */
function differences(
  old: Uint8Array,
  now: Uint8Array,
  count: number,
  stride: number,
  { byteOffset, byteLength }: SupportLayer,
  counts: UnitCounts
): [off: Uint8Array, on: Uint8Array] {
  const [off, on] = [counts.room(count), counts.room(count)]
  for (let row = 0; row < count; row++) {
    const from = row * stride + byteOffset
    const to = row * counts.rowBytes
    for (let byte = 0; byte < byteLength; byte++) {
      const was = old[from + byte] ?? 0
      const is = now[from + byte] ?? 0
      off[to + byte] = was & ~is
      on[to + byte] = is & ~was
    }
  }
  return [off, on]
}

const bytesOf = (counts: Uint32Array): Uint8Array =>
  new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength)
