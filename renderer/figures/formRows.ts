/** The lines of a form: one for every setting that the draft's choices have, and those that a page adds. */
import type { MethodDefinition } from '../../preload/schema/methods/method'
import { fieldsIn, isMeant } from '../../preload/schema/methods/variants'
import type { Field } from '../../preload/schema/settings/fields'
import { settingGroups, type GroupName } from '../../preload/schema/settings/groups'
import { keyOf, shownValue, type Draft, type DraftValue } from './draft'

/** An alias, since a select asks for any further properties. */
export type Choice = { readonly value: string; readonly label: string }

/** How a value is edited. */
export type Control =
  | {
    readonly kind: 'number'
    readonly value: number | null
    readonly step: number
    readonly unit?: string | undefined
    readonly placeholder: string
  }
  | { readonly kind: 'choice'; readonly value: string; readonly choices: readonly Choice[] }
  | {
    readonly kind: 'several'
    readonly value: readonly string[]
    readonly choices: readonly Choice[]
    readonly placeholder: string
  }
  | { readonly kind: 'switch'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string; readonly placeholder: string }
  /** What follows from other settings: it is shown, and cannot be changed here. */
  | { readonly kind: 'fixed'; readonly text: string }

export interface Row {
  /** Of the draft's value. */
  readonly key: string
  /** Unique in a form, and that of the sentence about it. */
  readonly name: string
  readonly label: string
  readonly explanation: string
  readonly control: Control
}

export interface RowGroup {
  readonly name: GroupName
  readonly title: string
  readonly note: string
  readonly rows: readonly Row[]
}

/** @param candidate the configuration that the draft comes to */
export function rowGroups(definition: MethodDefinition, draft: Draft, candidate: object): RowGroup[] {
  const fields = fieldsIn(definition, candidate).filter((field) => isMeant(definition, candidate, field))
  const names = Object.keys(settingGroups) as GroupName[]
  return names
    .map((name) => ({
      name,
      ...settingGroups[name],
      rows: fields
        .filter(({ setting }) => setting.group === name)
        .map((field) => rowOf(field, shownValue(field, draft, candidate)))
    }))
    .filter(({ rows }) => rows.length > 0)
}

export const rowOf = (field: Field, value: DraftValue): Row => ({
  key: keyOf(field),
  name: field.name,
  label: field.setting.label,
  explanation: field.setting.explanation,
  control: controlOf(field, value)
})

function controlOf({ values, setting }: Field, value: DraftValue): Control {
  const { titles, step = 1, unit, empty, example } = setting
  const choices = (names: readonly string[]): Choice[] =>
    names.map((name) => ({ value: name, label: titles?.[name] ?? name }))
  const placeholder = empty ?? example ?? ''
  switch (values.kind) {
    case 'number':
      return { kind: 'number', value: typeof value === 'number' ? value : null, step, unit, placeholder }
    case 'choice':
      return { kind: 'choice', value: String(value), choices: choices(values.values) }
    case 'switch':
      return { kind: 'switch', value: value === true }
    case 'several':
      return { kind: 'several', value: Array.isArray(value) ? value : [], choices: choices(values.values), placeholder }
    case 'numbers': case 'named-numbers':
      return { kind: 'text', value: String(value ?? ''), placeholder }
  }
}

/** The groups with rows of the page's own before those of a group, and without some of them. */
export function withRows(
  groups: readonly RowGroup[],
  own: Partial<Record<GroupName, readonly Row[]>>,
  without: readonly string[] = []
): RowGroup[] {
  return groups.map((group) => ({
    ...group,
    rows: [...own[group.name] ?? [], ...group.rows.filter(({ name }) => !without.includes(name))]
  }))
}

/** How a run is listed is asked for by every form. */
export const nameRow = ({ name }: Draft): Row => ({
  key: 'name',
  name: 'name',
  label: 'Name',
  explanation: 'How the run is listed. Leave it empty and a name is made from the settings.',
  control: { kind: 'text', value: name, placeholder: 'Chosen for you' }
})
