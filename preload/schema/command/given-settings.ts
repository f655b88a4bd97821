/** From the options that were given to the settings of a configuration. */
import type { MethodDefinition } from '../methods/method'
import { kindsText, listed, typedText } from '../methods/texts'
import { fieldsIn, fieldsOfKind, isPresent, withKind } from '../methods/variants'
import { valueAt, withValueAt, type Field } from '../settings/fields'
import { emptyWordOf, none, parsed } from '../settings/text'
import { Failure } from '../failure'
import { givenBy, optionsOf, wordsOf, type GivenOptions } from './given-options'

/** The first given option that other methods' settings take and this one's do not, as it is typed. */
export function strayOption(
  definition: MethodDefinition,
  others: readonly MethodDefinition[],
  options: GivenOptions
): string | undefined {
  const own = optionsOf(definition)
  const stray = others
    .flatMap((other) => [...optionsOf(other).keys()])
    .find((option) => givenBy(options, option) !== undefined && !own.has(option))
  return stray === undefined ? undefined : `--${stray}`
}

interface Settings {
  readonly configuration: object
  /** Settings that were given, by name. */
  readonly given: ReadonlySet<string>
}

/**
 * What the options say takes the place of what a configuration says.
 * @param unoffered how kinds are called that no option chooses
 * @throws Failure naming the option that is wrong, or that has no meaning beside the others
 */
export function configured(
  definition: MethodDefinition,
  base: object,
  options: GivenOptions,
  unoffered: Readonly<Record<string, string>> = {}
): Settings {
  let settings: Settings = { configuration: base, given: new Set() }
  for (const [option, fields] of optionsOf(definition)) {
    const text = givenBy(options, option)
    if (text === undefined) continue
    const { configuration } = settings
    const field = fields.find((candidate) => isPresent(configuration, candidate))
    if (!field) {
      const choice = refusal(definition, configuration, fields, unoffered)
      throw new Failure(`--${option} has no meaning for ${choice}; leave it out.`)
    }
    settings = withOption(definition, settings, field, text)
  }
  demandValues(definition, settings, options)
  return settings
}

/** The option whose choice leaves no place for a setting, with that choice: "--gap 2". */
function refusal(
  definition: MethodDefinition,
  configuration: object,
  [field]: readonly Field[],
  unoffered: Readonly<Record<string, string>>
): string {
  const refusing = field?.within.find(({ variant, kind }) => valueAt(configuration, variant.path) !== kind)
  if (!refusing) return ''
  const { variant } = refusing
  const kind = String(valueAt(configuration, variant.path))
  return unoffered[kind] ?? `--${variant.option} ${typedText(definition, configuration, variant)}`
}

const withSetting = ({ configuration, given }: Settings, { path, name }: Field, value: unknown): Settings => ({
  configuration: withValueAt(configuration, path, value),
  given: new Set(given).add(name)
})

function withOption(definition: MethodDefinition, settings: Settings, field: Field, text: string | boolean): Settings {
  if (typeof text === 'boolean') return withSetting(settings, field, text)
  if (field.isVariant) return withVariant(definition, settings, field, text)
  const words = wordsOf(definition, field.option)
  if (words.length > 0) return withWords(settings, field, words, text)
  return withSetting(settings, field, valueFrom(field, text))
}

/** A value as it is typed. @throws Failure where the text is none of its kind */
export function valueFrom(field: Field, text: string): unknown {
  const { option, values, setting, optional } = field
  if (optional && text === emptyWordOf(field)) return null
  if (text === none && values.kind === 'several') return []
  if (text === none && values.kind === 'named-numbers') return {}
  const value = parsed(values, text)
  if (value !== undefined) return value
  const example = setting.example?.replaceAll(', ', ',') ?? ''
  switch (values.kind) {
    case 'numbers': throw new Failure(`--${option} takes numbers, as ${example}, not "${text}".`)
    case 'named-numbers':
      throw new Failure(`--${option} takes ${setting.holds ?? 'numbers by name'}, as ${example}, not "${text}".`)
    default: {
      const or = setting.emptyWord === undefined ? '' : ` or ${setting.emptyWord}`
      throw new Failure(`--${option} takes a number${or}, not "${text}".`)
    }
  }
}

/** `--gap plateau`, `--gap plateau:0.05`, or the value alone of the kind that allows it: `--gap 2`. */
function withVariant(definition: MethodDefinition, settings: Settings, variant: Field, text: string): Settings {
  const [, name = '', value] = /^([a-z-]+)(?:[:\s]\s*(.*))?$/.exec(text.trim()) ?? []
  const kinds = variant.values.kind === 'choice' ? variant.values.values : []
  const kind = kinds.find((candidate) => candidate === name)
  if (kind !== undefined) {
    const chosen = ofKind(definition, settings, variant, kind)
    const [only, ...more] = fieldsOfKind(definition, variant, kind)
    if (value === undefined) return chosen
    const given = only && more.length === 0 ? parsed(only.values, value) : undefined
    if (only === undefined || given === undefined) throw new Failure(variantSentence(definition, variant, text))
    return withSetting(chosen, only, given)
  }
  return withShorthand(definition, settings, variant, text)
}

function withShorthand(definition: MethodDefinition, settings: Settings, variant: Field, text: string): Settings {
  const kinds = variant.values.kind === 'choice' ? variant.values.values : []
  for (const kind of kinds) {
    const field = fieldsOfKind(definition, variant, kind).find(({ setting }) => setting.shorthand)
    if (!field) continue
    // A value of the same name is what the option is mostly given: that it is wrong says enough.
    const value = field.option === variant.option ? valueFrom(field, text) : parsed(field.values, text)
    if (value !== undefined) return withSetting(ofKind(definition, settings, variant, kind), field, value)
  }
  throw new Failure(variantSentence(definition, variant, text))
}

function ofKind(definition: MethodDefinition, settings: Settings, variant: Field, kind: string): Settings {
  const { configuration } = settings
  const isOther = valueAt(configuration, variant.path) !== kind
  const changed = isOther ? withKind(definition, configuration, variant, kind) : configuration
  return withSetting({ ...settings, configuration: changed }, variant, kind)
}

const variantSentence = (definition: MethodDefinition, variant: Field, text: string): string =>
  `--${variant.option} takes ${kindsText(definition, variant)}, not "${text}".`

/** A kind may need a value that neither the option nor another one has given. */
function demandValues(definition: MethodDefinition, { configuration }: Settings, options: GivenOptions): void {
  for (const { path, fallback, within } of fieldsIn(definition, configuration)) {
    const variant = within[within.length - 1]?.variant
    if (!variant) continue
    const text = givenBy(options, variant.option)
    if (typeof text === 'string' && fallback === undefined && valueAt(configuration, path) === undefined)
      throw new Failure(variantSentence(definition, variant, text))
  }
}

/** `start,2,end`: switches by their words, and the number among them. */
function withWords(settings: Settings, field: Field, words: readonly Field[], text: string): Settings {
  const parts = text === none ? [] : text.split(',').map((part) => part.trim())
  const known = words.flatMap(({ setting }) => setting.word?.word ?? [])
  const [number = none, ...more] = parts.filter((part) => !known.includes(part))
  const value = number === none ? null : parsed(field.values, number)
  if (value === undefined || more.length > 0)
    throw new Failure(`--${field.option} takes a number, ${listed(known)}, as ${known[0]},2, not "${text}".`)
  return words.reduce(
    (all, word) => withSetting(all, word, parts.includes(word.setting.word?.word ?? '')),
    withSetting(settings, field, value)
  )
}
