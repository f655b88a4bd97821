/** What a run was asked for, in words, by label. */
import {
  methodOf, methodTitles, networkNameOf, originText, type RunConfiguration
} from '../../../preload/schema/configuration'
import { settingLines } from '../../../preload/schema/methods/texts'

/** `number`: null of what is no number. */
export interface AskedSetting { readonly text: string; readonly number: number | null }
export type AskedSettings = ReadonlyMap<string, AskedSetting>

const words = (text: string): AskedSetting => ({ text, number: null })

/** Without the seed: it is no other configuration. */
export function settingsOf(configuration: RunConfiguration): AskedSettings {
  if (configuration.method === 'imported') {
    const { dataset, preprocessing } = configuration
    return new Map([
      ['Method', words('Imported')], ['Network', words(networkNameOf(configuration))], ['Data', words(dataset)],
      ['Preprocessing', words(preprocessing)]
    ])
  }
  const { method } = configuration
  const lines = settingLines(methodOf(method), configuration).filter(({ field }) => field.name !== 'seed')
  return new Map([
    ['Method', words(methodTitles[method])], ['Begins with', words(originText(configuration))],
    ...lines.map(({ label, text, value }) =>
      [label, { text, number: typeof value === 'number' ? value : null }] as const)
  ])
}

/**
 * Labels of settings with several values among those that have them, in the order in which they come up. Which
 * settings there are follows from others, as from the method.
 */
export function differing(all: readonly AskedSettings[]): string[] {
  const labels = new Set(all.flatMap((settings) => [...settings.keys()]))
  const valuesOf = (label: string) =>
    all.map((settings) => settings.get(label)?.text).filter((text) => text !== undefined)
  return [...labels].filter((label) => new Set(valuesOf(label)).size > 1)
}
