import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { annotated, type AnnotationChange, type RunListEntry, type RunSummary } from '../../preload/contract'
import { refusalOf, type Refused } from '../../preload/schema/refused'
import { duplicatesIn } from '../../preload/schema/sweep-states'
import { call, listen, Refusal, sentenceOf } from '../transport/client'
import { useConnection } from './connection'

/** @throws Refusal when something could not be done to all of so many runs */
function demandAll(count: number, refused: Refused): void {
  const refusal = refusalOf(count, refused)
  if (refusal !== null) throw new Refusal(refusal)
}

export const useRuns = defineStore('runs', () => {
  const byId = shallowRef<ReadonlyMap<string, RunListEntry>>(new Map())
  const loaded = ref(false)
  const failure = ref<string | null>(null)

  const entries = computed(() => [...byId.value.values()])
  const running = computed(() =>
    entries.value.filter((entry): entry is RunSummary => entry.state === 'readable' && entry.status === 'running')
  )
  /** Ids of finished runs that a newer one repeats. */
  const duplicates = computed(() => new Set(duplicatesIn(entries.value).map(({ id }) => id)))

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

  /** Shown at once; the list tells the same soon. @throws Refusal that names what could not be changed */
  async function annotate(ids: readonly string[], said: AnnotationChange): Promise<void> {
    const { refused } = await call('runs.annotate', { ids: [...ids], change: said })
    const kept = new Set(refused.map(({ id }) => id))
    const known = ids.filter((id) => !kept.has(id)).map((id) => byId.value.get(id))
    change(known.flatMap((entry) => (entry?.state === 'readable' ? [annotated(entry, said)] : [])), [])
    demandAll(ids.length, refused)
  }

  /** Into the trash. @throws Refusal that names what could not be */
  async function remove(ids: readonly string[]): Promise<void> {
    const { refused } = await call('runs.delete', { ids: [...ids] })
    const kept = new Set(refused.map(({ id }) => id))
    const gone = ids.filter((id) => !kept.has(id))
    change([], gone)
    demandAll(ids.length, refused)
  }

  function begin(): void {
    listen((event) => {
      if (event.type === 'runs-changed') change(event.changed, event.removed)
    })
    useConnection().onRestored(() => void load())
    void load()
  }

  return { byId, entries, running, duplicates, loaded, failure, begin, load, annotate, remove }
})
