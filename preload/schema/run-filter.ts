/**
 * A filter over runs as a person writes it: tests with blanks between them, all of which a run has to pass.
 *
 *     method:sgd            the value, or a word of it; * stands for any letters
 *     error<5%  seed!=2     <, <=, >, >=, = and != compare
 *     created>2026-11-01    a day, a month or an instant, local time
 *     "first try"           words that begin so; a number is found whole only
 *     -status:failed        none that passes
 */
import type { RunListEntry } from './run'
import { fieldOf, runFieldNames, type FieldKind, type FieldContent, type RunFieldName } from './run-fields'

export type TextFilter =
  | { readonly kind: 'filter'; readonly tests: number; readonly passes: (entry: RunListEntry) => boolean }
  /** `at`: where in the text it stands. */
  | { readonly kind: 'fault'; readonly sentence: string; readonly at: readonly [number, number] }

type Test = (entry: RunListEntry) => boolean
type Operator = '<=' | '>=' | '!=' | '<' | '>' | '=' | ':'

class Fault extends Error {}

/** A piece of the text between blanks; quotes hold blanks together. */
export interface Piece { readonly text: string; readonly from: number; readonly to: number }

export const piecesOf = (text: string): Piece[] =>
  [...text.matchAll(/(?:"[^"]*"?|[^\s"])+/g)].map((found) => ({
    text: found[0], from: found.index, to: found.index + found[0].length
  }))

const unquoted = (text: string): string => text.replaceAll('"', '')

/** `field`, an operator, and what stands behind it; null for a bare word. */
export function partsOf(text: string): { field: string; operator: Operator; value: string } | null {
  const found = /^([\p{L}][\p{L}\d-]*)(<=|>=|!=|<|>|=|:)(.*)$/su.exec(text)
  if (found === null) return null
  const [, field = '', operator = ':', value = ''] = found
  return { field: field.toLowerCase(), operator: operator as Operator, value: unquoted(value) }
}

export function parseRunFilter(text: string): TextFilter {
  const tests: Test[] = []
  for (const piece of piecesOf(text)) {
    try {
      tests.push(testOf(piece.text))
    } catch (error) {
      if (error instanceof Fault) return { kind: 'fault', sentence: error.message, at: [piece.from, piece.to] }
      throw error
    }
  }
  return { kind: 'filter', tests: tests.length, passes: (entry) => tests.every((test) => test(entry)) }
}

function testOf(text: string): Test {
  if (text.length > 1 && text.startsWith('-')) {
    const test = testOf(text.slice(1))
    return (entry) => !test(entry)
  }
  const parts = partsOf(text)
  if (parts === null) return wordTest(unquoted(text))
  const name = runFieldNames.find((known) => known === parts.field)
  if (name === undefined) throw new Fault(unknownField(parts.field))
  if (parts.value === '') throw new Fault(`What "${name}" is compared with is missing, as in ${exampleOf(name)}.`)
  return fieldTest(name, parts.operator, parts.value)
}

/** Of a bare word: anything that a person would call the run by. */
function wordTest(word: string): Test {
  const wanted = wordsIn(word)
  if (wanted.length === 0) return (entry) => calledBy(entry).includes(word)
  return (entry) => {
    const words = wordsIn(calledBy(entry))
    return wanted.every((one) => words.some((own) => (isNumber(one) ? own === one : own.startsWith(one))))
  }
}

const isNumber = (text: string): boolean => /^\d+(\.\d+)?$/.test(text)
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d][\p{L}\d.-]*/gu) ?? []

const calledBy = (entry: RunListEntry): string => (entry.state === 'damaged'
  ? `${entry.id} damaged ${entry.reason}`
  : [
      entry.id, entry.name, ...entry.tags, entry.note, entry.method, entry.pruning?.choice, entry.importedFrom,
      entry.dataset, entry.network, entry.status, entry.backend
    ].filter((part) => part !== null && part !== undefined).join(' '))

function fieldTest(name: RunFieldName, operator: Operator, value: string): Test {
  const { kind, of } = fieldOf(name)
  if (operator === '!=') {
    const equal = fieldTest(name, '=', value)
    return (entry) => !equal(entry)
  }
  const passes = kind === 'text'
    ? textTest(name, operator, value)
    : kind === 'instant' ? instantTest(name, operator, value) : numberTest(name, kind, operator, value)
  return (entry) => {
    const own = of(entry)
    return own !== null && passes(own)
  }
}

function textTest(name: RunFieldName, operator: Operator, value: string): (own: FieldContent) => boolean {
  if (operator !== ':' && operator !== '=')
    throw new Fault(`"${name}" is a text and is not larger or smaller; write ${exampleOf(name)}.`)
  const pattern = value.toLowerCase().split('*')
  const fits = (own: string): boolean => {
    const text = own.toLowerCase()
    return isLike(text, pattern) || (operator === ':' && text.split(/\s+/).some((word) => isLike(word, pattern)))
  }
  return (own) => [own].flat().some((text) => fits(String(text)))
}

/**
 * Whether a text is made of these parts with anything between them. No regular expression: one with many wildcards, as
 * an address may hold it, would take longer than a person lives.
 */
function isLike(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let from = first.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}

function numberTest(
  name: RunFieldName, kind: FieldKind, operator: Operator, value: string
): (own: FieldContent) => boolean {
  const bound = numberIn(kind, value)
  if (bound === null) throw new Fault(`"${value}" is no ${kindWords[kind]} for "${name}"; write ${exampleOf(name)}.`)
  return (own) => compares(Number(own) - bound, Math.abs(bound), operator)
}

/** Figures are equal up to rounding: 3.1 % of a file is 0.031 or the next number to it. */
function compares(difference: number, size: number, operator: Operator): boolean {
  const isEqual = Math.abs(difference) <= 1e-9 * size
  switch (operator) {
    case '<': return difference < 0 && !isEqual
    case '>': return difference > 0 && !isEqual
    case '<=': return difference < 0 || isEqual
    case '>=': return difference > 0 || isEqual
    default: return isEqual
  }
}

const kindWords: Readonly<Record<FieldKind, string>> = {
  text: 'text', number: 'number', share: 'share', bytes: 'size', seconds: 'time', instant: 'day or instant'
}

const factors: Partial<Record<FieldKind, Readonly<Record<string, number>>>> = {
  share: { '%': 0.01 },
  bytes: {
    b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30
  },
  seconds: { s: 1, m: 60, min: 60, h: 3600, d: 86_400 }
}

function numberIn(kind: FieldKind, text: string): number | null {
  const found = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text)
  const [, digits = '', unit = ''] = found ?? []
  const factor = unit === '' ? 1 : factors[kind]?.[unit.toLowerCase()]
  return found === null || factor === undefined ? null : Number(digits) * factor
}

/** A day or a month is all of it: after it is after its end, and it is equal to whatever lies in it. */
function instantTest(name: RunFieldName, operator: Operator, value: string): (own: FieldContent) => boolean {
  const span = spanOf(value)
  if (span === null) throw new Fault(`"${value}" is no ${kindWords.instant} for "${name}"; write ${exampleOf(name)}.`)
  const [from, to] = span
  return (own) => {
    const at = Date.parse(String(own))
    switch (operator) {
      case '<': return at < from
      case '>': return at >= to
      case '<=': return at < to
      case '>=': return at >= from
      default: return at >= from && at < to
    }
  }
}

/** From the first millisecond to the first one after, local time. */
function spanOf(text: string): readonly [number, number] | null {
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?)?)?$/i.exec(text)
  if (found === null) return null
  const parts = found.slice(1).filter((part) => part !== undefined).map(Number)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  const from = new Date(year, month - 1, day, hour, minute, second)
  const exists = from.getMonth() === month - 1 && from.getDate() === day && hour < 24 && minute < 60 && second < 60
  if (!exists) return null
  const next = [...parts]
  next[next.length - 1] = (next.at(-1) ?? 0) + 1
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = next
  return [from.getTime(), new Date(y, mo - 1, d, h, mi, s).getTime()]
}

const examples: Readonly<Record<FieldKind, string>> = {
  text: ':VALUE', number: ':2', share: '<5%', bytes: '>100MB', seconds: '>2h', instant: '>2026-11-01'
}
export const exampleOf = (name: RunFieldName): string => `${name}${examples[fieldOf(name).kind]}`

function unknownField(name: string): string {
  const beginning = runFieldNames.filter((known) => known.startsWith(name))
  const edits = runFieldNames.map((known) => editsBetween(known, name))
  const fewest = Math.min(2, ...edits)
  const near = beginning.length > 0 ? beginning : runFieldNames.filter((_, at) => edits[at] === fewest)
  const advice = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${runFieldNames.join(', ')}.`
  return `There is no field "${name}"; ${advice}`
}

/** Letters put in, left out or changed to make one of the other (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + Number(one[i - 1] !== other[j - 1])
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
