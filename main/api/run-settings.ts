/** Settings of many runs, for columns of the list: in words, by their options on the command line. */
import { setImmediate } from 'node:timers/promises'
import { readRunRow } from '../../db/runs'
import { methodOf, type RunConfiguration } from '../../preload/schema/configuration'
import { settingLines } from '../../preload/schema/methods/texts'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/** So many runs are read before others are answered: 64 take 20 ms. */
const atOnce = 64

export interface RunSettings { id: string; values: Record<string, string> }

/** A run that cannot be read, or is an import, has none. */
export async function runSettings({ store }: ReadableWorkbench, ids: readonly string[]): Promise<RunSettings[]> {
  const all: RunSettings[] = []
  for (const [at, id] of ids.entries()) {
    all.push({ id, values: valuesOf(() => readRun(store, id, (database) => readRunRow(database).configuration)) })
    if (at % atOnce === atOnce - 1) await setImmediate()
  }
  return all
}

function valuesOf(read: () => RunConfiguration): Record<string, string> {
  try {
    const configuration = read()
    if (configuration.method === 'imported') return {}
    const lines = settingLines(methodOf(configuration.method), configuration)
    return Object.fromEntries(lines.map(({ field, text }) => [field.option, text]))
  } catch {
    // The list itself says what is wrong with it.
    return {}
  }
}
