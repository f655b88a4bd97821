import { defineStore } from 'pinia'
import { ref } from 'vue'
import { noFilter, type RunFilter, type SortOrder } from '../figures/runList'

/** Filter and order of the Runs table outlive a visit to another page. */
export const useRunFilter = defineStore('run-filter', () => {
  const filter = ref<RunFilter>(noFilter)
  const order = ref<SortOrder>({ key: 'createdAt', ascending: false })

  function change(part: Partial<RunFilter>): void {
    filter.value = { ...filter.value, ...part }
  }

  function clear(): void {
    filter.value = noFilter
  }

  return { filter, order, change, clear }
})
