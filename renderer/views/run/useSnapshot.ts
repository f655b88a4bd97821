/** Which snapshot a page looks at: the latest, until a person picks another. */
import { computed, ref, type ComputedRef } from 'vue'
import type { RunDetail, SnapshotRecord } from '../../../preload/contract'
import { lastOf } from '../../figures/overview'
import { useShortcuts } from '../../shell/shortcuts'

export interface SnapshotChoice {
  readonly chosen: ComputedRef<SnapshotRecord | undefined>
  choose(index: number): void
  step(by: number): void
}

export function useSnapshot(detail: () => RunDetail): SnapshotChoice {
  const picked = ref<number | null>(null)
  const records = computed(() => detail().snapshots)
  const chosen = computed(() => records.value.find((record) => record.index === picked.value) ?? lastOf(records.value))

  function step(by: number): void {
    const at = records.value.findIndex((record) => record.index === chosen.value?.index)
    const next = records.value[at + by]
    if (next !== undefined) choose(next.index)
  }

  function choose(index: number): void {
    // Picking the latest means to stay with the latest while more arrive.
    picked.value = index === lastOf(records.value)?.index ? null : index
  }

  useShortcuts([
    { keys: '[', title: 'Previous snapshot', run: () => step(-1) },
    { keys: ']', title: 'Next snapshot', run: () => step(1) }
  ])
  return { chosen, choose, step }
}
