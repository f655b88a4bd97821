import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { RunListEntry, RunSummary } from '../../preload/contract'
import { call, listen, sentenceOf } from '../transport/client'
import { useConnection } from './connection'

export const useRuns = defineStore('runs', () => {
  const byId = shallowRef<ReadonlyMap<string, RunListEntry>>(new Map())
  const loaded = ref(false)
  const failure = ref<string | null>(null)

  const entries = computed(() => [...byId.value.values()])
  const running = computed(() =>
    entries.value.filter((entry): entry is RunSummary => entry.state === 'readable' && entry.status === 'running')
  )

  async function load(): Promise<void> {
    try {
      const { runs } = await call('runs.list', {})
      byId.value = new Map(runs.map((run) => [run.id, run]))
      loaded.value = true
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  }

  function change(changed: readonly RunListEntry[], removed: readonly string[]): void {
    const next = new Map(byId.value)
    changed.forEach((run) => next.set(run.id, run))
    removed.forEach((id) => next.delete(id))
    byId.value = next
  }

  async function rename(id: string, name: string): Promise<void> {
    await call('runs.rename', { id, name })
    const known = byId.value.get(id)
    if (known?.state === 'readable') change([{ ...known, name }], [])
  }

  async function remove(id: string): Promise<void> {
    await call('runs.delete', { id })
    change([], [id])
  }

  function begin(): void {
    listen((event) => {
      if (event.type === 'runs-changed') change(event.changed, event.removed)
    })
    useConnection().onRestored(() => void load())
    void load()
  }

  return { byId, entries, running, loaded, failure, begin, load, rename, remove }
})
