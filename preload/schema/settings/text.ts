/** Values as a person types them: on the command line, and in the fields of a form that hold text. */
import { capitalised } from '../format'
import type { Field, FieldValues } from './fields'

/** What stands for no value, and for an empty list. */
export const none = 'none'

/** How no value of this setting is typed. */
export const emptyWordOf = ({ setting }: Pick<Field, 'setting'>): string => setting.emptyWord ?? none

/** The explanation for whoever types: a form's "Empty: …" by the word that is typed. */
export const typedExplanation = ({ setting }: Pick<Field, 'setting'>): string =>
  setting.explanation.replaceAll('Empty: ', `${capitalised(emptyWordOf({ setting }))}: `)

const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

/** The value that was typed; undefined where the text is none of its kind. Whether it is in range, the schema says. */
export function parsed(values: FieldValues, text: string): unknown {
  switch (values.kind) {
    case 'number': return numberFrom(text)
    case 'choice': return text
    case 'switch': return text === 'on' ? true : text === 'off' ? false : undefined
    case 'several': return words(text)
    case 'numbers': return allKnown(words(text).map(numberFrom))
    case 'named-numbers': return namedNumbersFrom(words(text))
  }
}

function numberFrom(text: string): number | undefined {
  const value = Number(text)
  return text.trim() === '' || Number.isNaN(value) ? undefined : value
}

const allKnown = (values: readonly (number | undefined)[]): unknown => (values.includes(undefined) ? undefined : values)

function namedNumbersFrom(parts: readonly string[]): Record<string, number> | undefined {
  const pairs = parts.map((part): readonly [string, number | undefined] => {
    const [, name, value] = /^([a-z][a-z0-9-]*)=([0-9.]+(?:e-?[0-9]+)?)$/.exec(part) ?? []
    return [name ?? '', numberFrom(value ?? '')]
  })
  return pairs.some(([, value]) => value === undefined)
    ? undefined
    : (Object.fromEntries(pairs) as Record<string, number>)
}

/** The value as it can be typed. @param between the parts of a list */
export function written(value: unknown, between = ','): string {
  if (value === null || value === undefined) return none
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.map(String).join(between)
  if (typeof value !== 'object') return String(value)
  return Object.entries(value).map(([name, number]) => `${name}=${String(number)}`).join(between)
}
