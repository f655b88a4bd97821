import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { runColumnNames, type RunColumnName } from '../../preload/schema/run-columns'

const key = 'maskscope-run-columns'

export const usualColumns: readonly RunColumnName[] = [
  'status', 'name', 'method', 'data', 'network', 'seed', 'done', 'error', 'file', 'created'
]

/** Each once, of those that there are, and the name always: by it a run is opened. */
function sound(names: readonly unknown[]): RunColumnName[] {
  const known = [...new Set(names)].flatMap((name) => runColumnNames.find((one) => one === name) ?? [])
  return known.includes('name') ? known : ['name', ...known]
}

function remembered(): RunColumnName[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null')
    return Array.isArray(stored) ? sound(stored) : [...usualColumns]
  } catch {
    return [...usualColumns]
  }
}

/** Columns of the list of runs, in their order, as this browser or window remembers them. */
export const useRunColumns = defineStore('run-columns', () => {
  const names = ref<RunColumnName[]>(remembered())
  const areUsual = computed(() => names.value.join() === usualColumns.join())

  function choose(next: readonly RunColumnName[]): void {
    names.value = sound(next)
    window.localStorage.setItem(key, JSON.stringify(names.value))
  }

  /** @param by places to the right; to the left where it is negative */
  function move(name: RunColumnName, by: number): void {
    const at = names.value.indexOf(name)
    const to = at + by
    if (at < 0 || to < 0 || to >= names.value.length) return
    choose(names.value.toSpliced(at, 1).toSpliced(to, 0, name))
  }

  return { names, areUsual, choose, move }
})
