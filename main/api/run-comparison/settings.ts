/** What a run was asked for, in words, by label. */
import {
  methodOf, methodTitles, networkNameOf, originText, type RunConfiguration
} from '../../../preload/schema/configuration'
import { settingLines } from '../../../preload/schema/methods/texts'

export type SettingTexts = ReadonlyMap<string, string>

/** Without the seed: it is no other configuration. */
export function settingsOf(configuration: RunConfiguration): SettingTexts {
  if (configuration.method === 'imported') {
    const { dataset, preprocessing } = configuration
    return new Map([
      ['Method', 'Imported'], ['Network', networkNameOf(configuration)], ['Data', dataset],
      ['Preprocessing', preprocessing]
    ])
  }
  const { method } = configuration
  const lines = settingLines(methodOf(method), configuration).filter(({ field }) => field.name !== 'seed')
  const from = method === 'dsd' ? [['Begins with', originText(configuration)] as const] : []
  return new Map([
    ['Method', methodTitles[method]], ...from, ...lines.map(({ label, text }) => [label, text] as const)
  ])
}
