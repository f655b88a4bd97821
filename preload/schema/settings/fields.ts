/**
 * The settings inside a schema as a flat list: where each stands, what is told of it, which values it takes and in
 * which variants it exists. Command line, forms and documentation are made from this list and know no setting by
 * themselves.
 */
import { z } from 'zod'
import { settingOf, type Setting } from './setting'

export type Path = readonly string[]

/** Whole numbers or others; `above` and `below` are excluded bounds. */
export interface NumberRange {
  readonly whole: boolean
  readonly from: number | null
  readonly above: number | null
  readonly to: number | null
  readonly below: number | null
}

export type FieldValues =
  | { readonly kind: 'number'; readonly range: NumberRange }
  /** One of these values; where the setting has an example, also what is typed like that. */
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'switch' }
  /** Several of these values, in any number. */
  | { readonly kind: 'several'; readonly values: readonly string[] }
  /** Numbers, as 200, 250, 300. */
  | { readonly kind: 'numbers'; readonly range: NumberRange }
  /** Numbers by name, as conv2=0.7, conv3=0.8. */
  | { readonly kind: 'named-numbers'; readonly range: NumberRange }

export interface Field {
  readonly name: string
  /** Of the command line, without dashes. */
  readonly option: string
  readonly path: Path
  readonly setting: Setting
  readonly values: FieldValues
  /** May have no value: null. */
  readonly optional: boolean
  /** What its schema takes where nothing is given; undefined where it has to be given. */
  readonly fallback: unknown
  /** Variants in which it exists: the field that chooses the variant, and the kind it has to have. */
  readonly within: readonly { readonly variant: Field; readonly kind: string }[]
  /** Whether its own value chooses between variants. */
  readonly isVariant: boolean
}

type Within = Field['within']

const known = new WeakMap<z.ZodObject, readonly Field[]>()

/** Every setting in a schema of an object, in its order. */
export function fieldsOf(schema: z.ZodObject): readonly Field[] {
  // A form asks at every key that is pressed.
  const fields = known.get(schema) ?? fieldsIn(schema, [], [])
  known.set(schema, fields)
  return fields
}

/** A setting that stands in a schema once. */
export function fieldNamed(schema: z.ZodObject, name: string): Field {
  const found = fieldsOf(schema).find((field) => field.name === name)
  if (!found) throw new Error(`there is no setting ${name}`)
  return found
}

function fieldsIn(schema: z.ZodObject, path: Path, within: Within): Field[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => fieldsAt(value as z.ZodType, [...path, key], within))
}

function fieldsAt(schema: z.ZodType, path: Path, within: Within): Field[] {
  const setting = settingOf(schema)
  const { inner, optional, fallback } = unwrapped(schema)
  if (inner instanceof z.ZodDiscriminatedUnion) return variantsAt(inner, setting, path, within)
  if (setting) return [{ ...fieldFrom(setting, valuesOf(inner), path, within), optional, fallback }]
  return inner instanceof z.ZodObject ? fieldsIn(inner, path, within) : []
}

function variantsAt(union: z.ZodDiscriminatedUnion, setting: Setting | undefined, path: Path, within: Within): Field[] {
  if (!setting) return []
  const options = union.options as readonly z.ZodObject[]
  const kindOf = (option: z.ZodObject): string => String((option.shape.kind as z.ZodLiteral<string>).value)
  // A kind without a title is offered to nobody: it comes about in another way.
  const offered = options.map(kindOf).filter((kind) => !setting.titles || kind in setting.titles)
  const variant: Field = {
    ...fieldFrom(setting, { kind: 'choice', values: offered }, path, within),
    path: [...path, 'kind'],
    isVariant: true
  }
  const inside = options.flatMap((option) => fieldsIn(option, path, [...within, { variant, kind: kindOf(option) }]))
  return [variant, ...inside]
}

function fieldFrom(setting: Setting, values: FieldValues, path: Path, within: Within): Field {
  const name = setting.name ?? last(path)
  const option = setting.option ?? kebab(name)
  return { name, option, path, setting, values, optional: false, fallback: undefined, within, isVariant: false }
}

function unwrapped(schema: z.ZodType): { inner: z.ZodType; optional: boolean; fallback: unknown } {
  let inner = schema
  let optional = false
  let fallback: unknown
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
    if (inner instanceof z.ZodDefault) fallback ??= inner.def.defaultValue
    else optional = true
    inner = inner.unwrap() as z.ZodType
  }
  return { inner, optional, fallback }
}

function valuesOf(schema: z.ZodType): FieldValues {
  if (schema instanceof z.ZodNumber) return { kind: 'number', range: rangeOf(schema) }
  if (schema instanceof z.ZodEnum) return { kind: 'choice', values: schema.options.map(String) }
  if (schema instanceof z.ZodUnion) return valuesOf(schema.options[0] as z.ZodType)
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' }
  if (schema instanceof z.ZodRecord) return { kind: 'named-numbers', range: rangeOf(schema.valueType as z.ZodType) }
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodEnum)
    return { kind: 'several', values: schema.element.options.map(String) }
  if (schema instanceof z.ZodArray) return { kind: 'numbers', range: rangeOf(schema.element as z.ZodType) }
  throw new Error(`a setting of the type ${schema.type} has no field`)
}

/** Read from the JSON schema, which is zod's public account of its checks. */
function rangeOf(schema: z.ZodType): NumberRange {
  const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = z.toJSONSchema(schema)
  const bound = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  return {
    whole: type === 'integer',
    from: bound(minimum),
    above: bound(exclusiveMinimum),
    // What every whole number of JavaScript keeps is no bound that a person should read.
    to: maximum === Number.MAX_SAFE_INTEGER ? null : bound(maximum),
    below: bound(exclusiveMaximum)
  }
}

const last = (path: Path): string => path[path.length - 1] ?? ''

/** `clipNorm` is --clip-norm. */
export const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** What a wrong value of the field is told, from the range that its schema has. */
export function sentenceOf({ setting, values, optional }: Field): string {
  const empty = optional && setting.empty ? `, or empty (${setting.empty.toLowerCase()})` : ''
  switch (values.kind) {
    case 'number': return `${setting.label}: ${rangeText(values.range)}${empty}.`
    case 'choice': return `${setting.label}: one of ${values.values.join(', ')}${orLike(setting)}.`
    case 'switch': return `${setting.label}: on or off.`
    case 'several': return `${setting.label}: any of ${values.values.join(', ')}.`
    case 'numbers':
      return `${setting.label}: a list such as ${setting.example ?? '1, 2'}, each ${rangeText(values.range)}.`
    case 'named-numbers':
      return `${setting.label}: a list such as ${setting.example ?? 'a=1'}, each ${rangeText(values.range)}; or empty.`
  }
}

/** What a choice takes besides its values. */
export const orLike = ({ example }: Setting): string => (example === undefined ? '' : `, or numbers as ${example}`)

/** A range in words: "a whole number from 1 to 8,192", "a number above 0 and at most 1,000". */
export function rangeText({ whole, from, above, to, below }: NumberRange): string {
  const text = (value: number): string => value.toLocaleString('en')
  const what = whole ? 'a whole number' : 'a number'
  if (from !== null && to !== null) return `${what} from ${text(from)} to ${text(to)}`
  const least = from !== null ? `of at least ${text(from)}` : above !== null ? `above ${text(above)}` : ''
  const most = to !== null ? `at most ${text(to)}` : below !== null ? `below ${text(below)}` : ''
  return [what, [least, most].filter((part) => part !== '').join(' and ')].filter((part) => part !== '').join(' ')
}

/** The value at a path; undefined where a part of the way is missing. */
export function valueAt(configuration: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    configuration
  )
}

/** A copy with another value at a path; parts of the way that are missing are made. */
export function withValueAt(configuration: object, path: Path, value: unknown): object {
  const [key, ...rest] = path
  if (key === undefined) return configuration
  if (rest.length === 0) return { ...configuration, [key]: value }
  const inner = Reflect.get(configuration, key) as unknown
  const object = typeof inner === 'object' && inner !== null ? inner : {}
  return { ...configuration, [key]: withValueAt(object, rest, value) }
}
