/** Which alternation a page looks at: the latest, until a person picks another. */
import { computed, ref, type ComputedRef } from 'vue'
import type { AlternationRecord, RunDetail } from '../../../preload/contract'
import { lastOf } from '../../figures/overview'
import { useShortcuts } from '../../shell/shortcuts'

export interface AlternationChoice {
  readonly chosen: ComputedRef<AlternationRecord | undefined>
  choose(index: number): void
  step(by: number): void
}

export function useAlternation(detail: () => RunDetail): AlternationChoice {
  const picked = ref<number | null>(null)
  const records = computed(() => detail().alternations)
  const chosen = computed(() => records.value.find((record) => record.index === picked.value) ?? lastOf(records.value))

  function step(by: number): void {
    const at = records.value.findIndex((record) => record.index === chosen.value?.index)
    const next = records.value[at + by]
    if (next !== undefined) picked.value = next.index
  }

  function choose(index: number): void {
    // Picking the latest means to stay with the latest while more arrive.
    picked.value = index === lastOf(records.value)?.index ? null : index
  }

  useShortcuts([
    { keys: '[', title: 'Previous alternation', run: () => step(-1) },
    { keys: ']', title: 'Next alternation', run: () => step(1) }
  ])
  return { chosen, choose, step }
}
