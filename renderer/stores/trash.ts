import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RunListEntry, TrashContent } from '../../preload/contract'
import { refusalOf } from '../../preload/schema/refused'
import { call, Refusal } from '../transport/client'
import { useRuns } from './runs'

/** Runs that were deleted: the last ones, to be brought back by one click, and all that are in the trash. */
export const useTrash = defineStore('trash', () => {
  /** What this page deleted last; empty when that is over. */
  const last = shallowRef<readonly RunListEntry[]>([])
  /** Null until it is asked for. */
  const content = shallowRef<TrashContent | null>(null)

  /** @throws Refusal that names what could not be deleted */
  async function put(entries: readonly RunListEntry[]): Promise<void> {
    const runs = useRuns()
    try {
      await runs.remove(entries.map(({ id }) => id))
    } finally {
      const gone = entries.filter(({ id }) => !runs.byId.has(id))
      if (gone.length > 0) last.value = gone
    }
  }

  const dismiss = (): void => { last.value = [] }

  async function load(): Promise<void> {
    content.value = await call('trash.list', {})
  }

  /** @throws Refusal that names what could not be brought back */
  async function restore(ids: readonly string[]): Promise<void> {
    const { refused } = await call('trash.restore', { ids: [...ids] })
    const kept = new Set(refused.map(({ id }) => id))
    last.value = last.value.filter(({ id }) => !ids.includes(id) || kept.has(id))
    await Promise.all([useRuns().load(), content.value === null ? null : load()])
    const refusal = refusalOf(ids.length, refused)
    if (refusal !== null) throw new Refusal(refusal)
  }

  async function empty(): Promise<void> {
    await call('trash.empty', {})
    dismiss()
    await load()
  }

  return { last, content, put, dismiss, load, restore, empty }
})
