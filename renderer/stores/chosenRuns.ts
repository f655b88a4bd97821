import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { pathOf } from '../../preload/schema/pages'
import { useRuns } from './runs'

/** Runs that were chosen in the list, to be compared, or changed together. */
export const useChosenRuns = defineStore('chosen-runs', () => {
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  const runs = useRuns()
  /** Of those that there still are, in the order in which they were chosen. */
  const ids = computed(() => [...chosen.value].filter((id) => runs.byId.has(id)))

  function toggle(id: string): void {
    const next = new Set(chosen.value)
    if (!next.delete(id)) next.add(id)
    chosen.value = next
  }

  const choose = (some: readonly string[]): void => { chosen.value = new Set(some) }
  const clear = (): void => { chosen.value = new Set() }
  /** Where they are compared. */
  const address = computed(() => ({ path: pathOf('compare'), query: { runs: ids.value.join('.') } }))

  const has = (id: string): boolean => chosen.value.has(id)

  return { ids, address, has, toggle, choose, clear }
})
