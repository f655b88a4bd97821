/** The settings in which the members of a sweep differ. */
import type { SweepMember } from '../../../preload/schema/sweep'
import { differing, settingsOf, type AskedSettings } from '../run-comparison/settings'

export interface VariedSettings {
  /** Their labels. */
  readonly settings: string[]
  /** Of each member, in words; null where its method has no such setting. */
  readonly values: (string | null)[][]
}

export function variedSettings(members: readonly Pick<SweepMember, 'configuration'>[]): VariedSettings {
  const asked = members.map(({ configuration }): AskedSettings => new Map([
    ...settingsOf(configuration), ['Seed', { text: String(configuration.seed), number: configuration.seed }]
  ]))
  const settings = differing(asked)
  return { settings, values: asked.map((own) => settings.map((label) => own.get(label)?.text ?? null)) }
}
