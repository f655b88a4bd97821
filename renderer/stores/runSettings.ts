import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SettingColumn } from '../../preload/schema/run-columns'
import { call } from '../transport/client'

/** What runs were asked for, as far as a column shows it. It never changes, so each run is asked about once. */
export const useRunSettings = defineStore('run-settings', () => {
  const byId = shallowRef<ReadonlyMap<string, Readonly<Record<string, string>>>>(new Map())
  const asked = new Set<string>()

  async function demand(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !asked.has(id))
    if (missing.length === 0) return
    missing.forEach((id) => asked.add(id))
    try {
      const { runs } = await call('runs.settings', { ids: missing })
      byId.value = new Map([...byId.value, ...runs.map(({ id, values }) => [id, values] as const)])
    } catch {
      // The connection is lost, and says so; the next change of the list asks again.
      missing.forEach((id) => asked.delete(id))
    }
  }

  const settingOf = (id: string, setting: SettingColumn): string | null =>
    byId.value.get(id)?.[setting.slice('setting:'.length)] ?? null

  return { byId, demand, settingOf }
})
