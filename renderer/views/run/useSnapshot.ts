/** Which snapshot a page looks at: the latest, until a person picks another. */
import { computed, type ComputedRef } from 'vue'
import type { RunDetail, SnapshotRecord } from '../../../preload/contract'
import { lastOf } from '../../../preload/schema/run-figures'
import { useCommand } from '../../shell/offers'
import { useSelection } from './useSelection'

export interface SnapshotChoice {
  readonly chosen: ComputedRef<SnapshotRecord | undefined>
  choose(index: number): void
  step(by: number): void
  /** A layer of a snapshot, from a chart or a table. */
  open(layer: string, index?: number): void
}

export function useSnapshot(detail: () => RunDetail): SnapshotChoice {
  const selecting = useSelection()
  const records = computed(() => detail().snapshots)
  const chosen = computed(() =>
    records.value.find((record) => record.index === selecting.selection.value.snapshot) ?? lastOf(records.value)
  )

  function step(by: number): void {
    const at = records.value.findIndex((record) => record.index === chosen.value?.index)
    const next = records.value[at + by]
    if (next !== undefined) choose(next.index)
  }

  /** Picking the latest means to stay with the latest while more arrive. */
  const picked = (index: number): number | null => (index === lastOf(records.value)?.index ? null : index)
  const choose = (index: number): void => selecting.step({ snapshot: picked(index) })
  const open = (layer: string, index?: number): void =>
    selecting.select(index === undefined ? { layer } : { layer, snapshot: picked(index) })

  useCommand('previousSnapshot', () => step(-1))
  useCommand('nextSnapshot', () => step(1))
  return { chosen, choose, step, open }
}
