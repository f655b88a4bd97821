/**
 * What the form of a training holds while a person edits it, and how it becomes a configuration. It knows no setting by
 * name: what there is to edit is read from the schema of the chosen method.
 */
import type { TrainingConfiguration } from '../../preload/contract'
import type { MethodDefinition } from '../../preload/schema/methods/method'
import { fieldsIn, followed, isMeant, isPresent, withKind } from '../../preload/schema/methods/variants'
import { fieldsOf, sentenceOf, valueAt, withValueAt, type Field, type Path } from '../../preload/schema/settings/fields'
import { parsed, written } from '../../preload/schema/settings/text'

/** A number that is null while its field is empty, a choice or a text as typed, a switch, or several choices. */
export type DraftValue = number | string | boolean | readonly string[] | null

export interface Draft {
  readonly name: string
  readonly method: string
  /** What the draft was made from: settings that nobody has edited are taken from it. */
  readonly base: { readonly method: string }
  /** What a person has edited, by the key of its field; of other methods and kinds too, in case they come back. */
  readonly values: Readonly<Record<string, DraftValue>>
}

/** Where a setting stands is unique, its name only among those that one choice shows. */
export const keyOf = ({ path }: Field): string => path.join('.')

export const draftFrom = <C extends { readonly method: string }>(base: C) => ({
  name: '', method: base.method as C['method'], base, values: {} as Draft['values']
})

export const withEdit = <D extends Draft>(draft: D, key: string, value: DraftValue): D => ({
  ...draft,
  values: { ...draft.values, [key]: value }
})

/**
 * What the settings are before any of the method's own is edited. A method that the draft was not made from has its
 * defaults, beside what the methods share and with what follows from that.
 */
function groundOf(definition: MethodDefinition, { base, values }: Draft): object {
  if (base.method === definition.name) return base
  const { dataset, network } = base as TrainingConfiguration
  const defaults: object = definition.defaults(dataset, network)
  const edits = Object.entries(values).filter(([, value]) => value !== null)
  const shared = [...Object.entries(base), ...edits].filter(([key]) => key in defaults && key !== 'method')
  const given = shared.filter(([key, value]) => value !== Reflect.get(defaults, key)).map(([key]) => key)
  return followed(definition, { ...defaults, ...Object.fromEntries(shared) }, new Set(given))
}

/** The configuration as typed, right or wrong: the schema decides. */
export function candidateFrom(definition: MethodDefinition, draft: Draft): object {
  const ground = groundOf(definition, draft)
  let candidate = ground
  for (const field of fieldsOf(definition.schema)) {
    if (!isPresent(candidate, field)) continue
    candidate = field.isVariant
      ? withKindOf(definition, candidate, field, draft)
      : withValueAt(candidate, field.path, typedValue(field, draft, valueAt(candidate, field.path)))
  }
  // What is hidden cannot be corrected, so what was typed there counts for nothing.
  const hidden = fieldsIn(definition, candidate).filter((field) => !isMeant(definition, candidate, field))
  return hidden.reduce((all, field) => withValueAt(all, field.path, hiddenValue(field, ground)), candidate)
}

function withKindOf(definition: MethodDefinition, candidate: object, variant: Field, { values }: Draft): object {
  const kinds = variant.values.kind === 'choice' ? variant.values.values : []
  const current = valueAt(candidate, variant.path)
  const wanted = keyOf(variant) in values ? values[keyOf(variant)] : current
  const kind = kinds.find((offered) => offered === wanted) ?? kinds[0] ?? ''
  return kind === current ? candidate : withKind(definition, candidate, variant, kind)
}

function typedValue(field: Field, { values }: Draft, current: unknown): unknown {
  const edit = values[keyOf(field)]
  if (edit === undefined) return current ?? field.fallback ?? (field.optional ? null : undefined)
  return isTyped(field) ? parsed(field.values, String(edit)) : edit
}

/** Lists of numbers are edited as text. */
export const isTyped = ({ values }: Field): boolean => values.kind === 'numbers' || values.kind === 'named-numbers'

const hiddenValue = ({ path, values, fallback }: Field, ground: object): unknown =>
  values.kind === 'named-numbers' ? {} : valueAt(ground, path) ?? fallback

/** What the form shows for a setting: the edit, or else the value of the candidate. */
export function shownValue(field: Field, { values }: Pick<Draft, 'values'>, candidate: object): DraftValue {
  const edit = values[keyOf(field)]
  if (edit !== undefined) return edit
  const value = valueAt(candidate, field.path)
  if (isTyped(field)) return value === undefined || value === null ? '' : written(value, ', ')
  return (value ?? null) as DraftValue
}

/** By the name of the setting. */
export type Sentences = Readonly<Record<string, string>>

export interface Judgement {
  readonly configuration: TrainingConfiguration | null
  readonly sentences: Sentences
  /** What is allowed but probably not meant. */
  readonly doubts: Sentences
  /** What is wrong outside the fields of the form, in the schema’s words. */
  readonly other: string | null
}

/** What a page adds to the settings of the schema. */
export interface PageSettings {
  /** Sets what the page asks for in its own way. */
  readonly complete: (candidate: object) => object
  /** Sentences of the page's own rows, by the setting's path. */
  readonly sentences: Readonly<Record<string, { readonly row: string; readonly sentence: string }>>
}

const plainPage: PageSettings = { complete: (candidate) => candidate, sentences: {} }

export function judge(definition: MethodDefinition, draft: Draft, page: PageSettings = plainPage): Judgement {
  const candidate = page.complete(candidateFrom(definition, draft))
  const result = definition.schema.safeParse(candidate)
  const sentences: Record<string, string> = {}
  let other: string | null = null
  for (const { path, message, code } of result.error?.issues ?? []) {
    const steps = path.map(String)
    const own = page.sentences[steps.join('.')]
    const field = fieldAt(definition, candidate, steps)
    if (own) sentences[own.row] = own.sentence
    // What settings have to be together says so itself, where each is right.
    else if (field)
      sentences[field.name] ??= code === 'custom' ? `${field.setting.label}: ${message}.` : sentenceOf(field)
    else other ??= `A setting is not accepted. ${steps.join('.')} ${message}`
  }
  if (draft.name.trim().length > 120) sentences.name = 'A name has at most 120 characters.'
  if (!result.success || Object.keys(sentences).length > 0)
    return { configuration: null, sentences, doubts: {}, other }
  const doubts = definition.doubts?.(result.data) ?? {}
  return { configuration: result.data as TrainingConfiguration, sentences, doubts, other }
}

/** The setting that a place in the configuration belongs to. */
const fieldAt = (definition: MethodDefinition, candidate: object, steps: Path): Field | undefined =>
  fieldsIn(definition, candidate).find(({ path }) => path.every((step, index) => step === steps[index]))
