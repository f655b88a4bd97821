/**
 * What a person is told of a setting, kept with the schema that guards it. The command line, the forms, the sentences
 * about wrong values and the tables of the documentation are all read from here (./fields.ts).
 */
import { z } from 'zod'
import type { GroupName } from './groups'

export interface SettingTexts {
  readonly label: string
  /** One line: what it does, and what is usual. */
  readonly explanation: string
  readonly unit?: string
  /** By how much a form's arrows change a number. */
  readonly step?: number
  /** What no value at all means, for a setting that may be empty. */
  readonly empty?: string
  /** How no value at all is typed; `none` unless told otherwise. */
  readonly emptyWord?: string
  /** An example of a list, of a variant's value, or of what a choice takes besides its own, as a person types it. */
  readonly example?: string
  /** What a list of numbers by name holds, in words. */
  readonly holds?: string
  /** How the values of a choice, or the kinds of a variant, are called. */
  readonly titles?: Readonly<Record<string, string>>
  /** How a value is written that is none of a choice's own. */
  readonly text?: (value: unknown) => string
  /** Unique among the settings of a method; the last key of its path unless told otherwise. */
  readonly name?: string
  /** Another name by which a sweep takes it. */
  readonly also?: string
  /** Of the command line, without dashes; its name in kebab-case unless told otherwise. */
  readonly option?: string
  /** Shown in a form only while another setting has one of these values. */
  readonly when?: { readonly setting: string; readonly is: readonly string[] }
  /** Of a variant's kind: its value may be given alone on the command line, as in `--gap 2` for `--gap gap:2`. */
  readonly shorthand?: boolean
  /** Of a switch: the word that turns it on in the list which this option takes, as in `--snapshot-every start,2`. */
  readonly word?: { readonly option: string; readonly word: string }
}

export type Setting = SettingTexts & { readonly group: GroupName }

const registry = z.registry<Setting>()

/** Settings of a group: gives a schema the texts that are shown for it. */
export const settingsIn =
  (group: GroupName) =>
  <S extends z.ZodType>(schema: S, texts: SettingTexts): S => {
    registry.add(schema, { ...texts, group })
    return schema
  }

/** The texts of a schema; undefined where it is no setting of its own. */
export const settingOf = (schema: z.ZodType): Setting | undefined => registry.get(schema)
