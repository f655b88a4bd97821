/** Which runs are compared: those that the address names, or those that pass its filter, as they come and go. */
import { computed, type ComputedRef } from 'vue'
import { mostCompared, runIdSchema } from '../../../preload/contract'
import { parseRunFilter } from '../../../preload/schema/run-filter'
import { useChoice } from '../../components/useChoice'
import type { AddressForm } from '../../figures/addressForms'
import { anyText } from '../../figures/addressForms'
import { useRuns } from '../../stores/runs'

/** Joined by dots: a hundred ids are a long address, but one that can be copied. */
export const idsForm: AddressForm<readonly string[]> = {
  read: ([text = '']) => [...new Set(text.split('.'))].filter((id) => runIdSchema.safeParse(id).success),
  write: (ids) => (ids.length === 0 ? [] : [ids.join('.')])
}

export interface ComparedSet {
  /** Null where named runs are compared. */
  filter: ComputedRef<string | null>
  ids: ComputedRef<readonly string[]>
  /** More passed than can be compared: the newest are. */
  left: ComputedRef<number>
  /** What is wrong with the filter. */
  fault: ComputedRef<string | null>
  /** Changes whenever a run of the set has come further. */
  stamp: ComputedRef<string>
}

export function useComparedSet(): ComparedSet {
  const runs = useRuns()
  const named = useChoice('runs', idsForm, [])
  const text = useChoice('filter', anyText, '')
  const filter = computed(() => (named.value.length > 0 || text.value === '' ? null : text.value))
  const parsed = computed(() => parseRunFilter(text.value))
  const fault = computed(() => (parsed.value.kind === 'fault' ? parsed.value.sentence : null))
  const all = computed(() => {
    if (filter.value === null) return named.value.filter((id) => runs.byId.has(id))
    const { value } = parsed
    return value.kind === 'fault' ? [] : runs.entries.filter(value.passes).map(({ id }) => id)
  })
  const ids = computed(() => all.value.slice(0, mostCompared))
  const stamp = computed(() => ids.value.map((id) => {
    const entry = runs.byId.get(id)
    return entry?.state === 'readable' ? [entry.status, entry.epochsDone, entry.snapshots, entry.name].join(' ') : ''
  }).join('\n'))
  return { filter, ids, left: computed(() => all.value.length - ids.value.length), fault, stamp }
}
