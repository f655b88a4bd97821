/** Where scales of colour begin and end. */
import type { SnapshotRecord } from '../preload/contract'

/** The scale spans what there is, in whole tens of per cent, so that small differences stay visible. */
export function sparsityRange(snapshots: readonly SnapshotRecord[]): readonly [number, number] {
  const values = snapshots.flatMap((record) => record.layers.map((layer) => layer.sparsity * 100))
  if (values.length === 0) return [0, 100]
  const low = Math.floor(Math.min(...values) / 10) * 10
  const high = Math.ceil(Math.max(...values) / 10) * 10
  return [low, high > low ? high : low + 10]
}
