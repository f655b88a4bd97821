/** Settings of a method in words: which values they take, and which ones a configuration has. */
import { orLike, rangeText, valueAt, type Field } from '../settings/fields'
import { emptyWordOf, none, written } from '../settings/text'
import type { MethodDefinition } from './method'
import { fieldsIn, fieldsOfKind, isMeant } from './variants'

const example = ({ setting }: Field): string => setting.example?.replaceAll(', ', ',') ?? ''

/** Which values the option of a setting takes. */
export function valuesText(definition: MethodDefinition, field: Field): string {
  const { values, optional } = field
  switch (values.kind) {
    case 'number': return rangeText(values.range) + (optional ? `, or ${emptyWordOf(field)}` : '')
    case 'choice':
      return field.isVariant ? kindsText(definition, field) : values.values.join(', ') + orLike(field.setting)
    case 'switch': return 'on or off'
    case 'several': return `a list of ${values.values.join(',')}, or ${none}`
    case 'numbers': return `a list as ${example(field)}`
    case 'named-numbers': return `a list as ${example(field)}, or ${none}`
  }
}

/** "learned, a number, or quantile:0.5" */
export function kindsText(definition: MethodDefinition, variant: Field): string {
  const kinds = variant.values.kind === 'choice' ? variant.values.values : []
  return listed(kinds.map((kind) => kindText(kind, fieldsOfKind(definition, variant, kind))))
}

function kindText(kind: string, fields: readonly Field[]): string {
  if (fields.some(({ setting }) => setting.shorthand)) return 'a number'
  const [field] = fields
  return fields.length === 1 && field?.setting.example !== undefined ? `${kind}:${example(field)}` : kind
}

/** A comma before the last part keeps parts of several words apart. */
export function listed(parts: readonly string[]): string {
  const comma = parts.some((part) => part.includes(' ')) && parts.length > 2 ? ',' : ''
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}${comma} or ${parts[parts.length - 1]}`
}

/** The value that a configuration has for a setting, as its option takes it. */
export function typedText(definition: MethodDefinition, configuration: object, field: Field): string {
  const value = valueAt(configuration, field.path)
  const own = textOf(field.setting, value)
  if (own !== undefined) return own
  if (!field.isVariant) return value === null ? emptyWordOf(field) : written(value) || none
  const fields = fieldsOfKind(definition, field, String(value))
  const [only] = fields
  if (only === undefined || fields.length > 1) return String(value)
  const text = written(valueAt(configuration, only.path))
  return only.setting.shorthand ? text : `${String(value)}:${text}`
}

/** What a configuration was told, setting by setting: its label, and the value with its unit or by its title. */
export function settingLines(
  definition: MethodDefinition,
  configuration: object
): { readonly field: Field; readonly label: string; readonly value: unknown; readonly text: string }[] {
  return fieldsIn(definition, configuration)
    .filter((field) => isMeant(definition, configuration, field))
    .map((field) => {
      const value = valueAt(configuration, field.path) ?? field.fallback ?? null
      return { field, label: field.setting.label, value, text: valueText(field, value) }
    })
}

/** Of a value that is none of a choice's own. */
const textOf = ({ text }: Field['setting'], value: unknown): string | undefined =>
  (typeof value === 'object' && value !== null ? text?.(value) : undefined)

function valueText({ values, setting }: Field, value: unknown): string {
  const { titles, empty, label } = setting
  // "Sparse epochs: 4" has said of what.
  const unit = setting.unit && label.toLowerCase().endsWith(setting.unit) ? undefined : setting.unit
  const title = (one: unknown): string => textOf(setting, one) ?? titles?.[String(one)] ?? String(one)
  const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  if (isEmpty) return (empty ?? none).toLowerCase()
  switch (values.kind) {
    // What has a unit is counted or measured; a seed is neither.
    case 'number':
      return (setting.unit ? Number(value).toLocaleString('en') : String(value)) + (unit ? ` ${unit}` : '')
    case 'choice': return title(value)
    case 'several': return (value as readonly unknown[]).map(title).join(', ')
    default: return written(value, ', ')
  }
}

/** The settings that another configuration of the method has not alike, as a person types them: "epochs 4". */
export function settingsUnlike(definition: MethodDefinition, configuration: object, other: object): string[] {
  const typed = (of: object): string[] => fieldsIn(definition, of)
    .filter((field) => isMeant(definition, of, field) && !isToldByVariant(definition, of, field))
    .map((field) => `${field.option} ${typedText(definition, of, field)}`)
  const others = new Set(typed(other))
  return typed(configuration).filter((text) => !others.has(text))
}

/** Whether the option that chooses the variant holds this value, too. */
const isToldByVariant = (definition: MethodDefinition, configuration: object, field: Field): boolean =>
  field.within.some(({ variant, kind }) => valueAt(configuration, variant.path) === kind &&
    fieldsOfKind(definition, variant, kind).length === 1)
