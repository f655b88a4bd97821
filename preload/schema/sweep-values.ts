/** The values that a setting takes in a sweep, as a person types them. */
import { Failure } from './failure'
import { mostMembers } from './sweep'

const number = String.raw`-?\d+(?:\.\d+)?(?:e-?\d+)?`
const rangePattern = new RegExp(`^(${number})\\.\\.(${number})(?::(.+))?$`)

/** A list separates by `;` where its values have commas themselves, as `200,250;300,350`. */
const partsOf = (text: string): string[] => text.split(text.includes(';') ? ';' : ',').map((part) => part.trim())

/**
 * The values of a grid: `1..5`, `0..1:0.25` (from, to, step), `0,0.2`, or several of these in one list.
 * @throws Failure naming the setting
 */
export function gridValues(setting: string, text: string): string[] {
  const values = partsOf(text).flatMap((part) => {
    const [, from, to, step] = rangePattern.exec(part) ?? []
    if (from !== undefined && to !== undefined)
      return steps(setting, part, bound(setting, from), bound(setting, to), step)
    if (part === '' || part.includes('..'))
      throw new Failure(`${setting}=${text} is no list of values; write ${setting}=1..5 or ${setting}=1,2,5.`)
    return [part]
  })
  return [...new Set(values)]
}

function bound(setting: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value)) return value
  throw new Failure(`${setting} has a range with a bound that is larger than any number can be; write a smaller one.`)
}

function steps(setting: string, part: string, from: number, to: number, step: string | undefined): string[] {
  const isWhole = Number.isInteger(from) && Number.isInteger(to)
  if (step === undefined && !isWhole)
    throw new Failure(`${setting}=${part} has no step; write ${setting}=${part}:0.1, or its values as a list.`)
  const by = step === undefined ? 1 : Number(step)
  if (!(by > 0)) throw new Failure(`${setting}=${part} has no step that is a number above 0; write it as 0..1:0.25.`)
  if (to < from) throw new Failure(`${setting}=${part} ends before it begins; write the smaller number first.`)
  // A step such as 0.1 is not exact, and its last value may lie a little beyond the end.
  const count = Math.floor((to - from) / by + 1e-9) + 1
  if (count > mostMembers) throw tooMany(count)
  return Array.from({ length: count }, (_, index) => String(Number((from + index * by).toPrecision(12))))
}

export const tooMany = (count: number): Failure =>
  new Failure(`The sweep would have ${count.toLocaleString('en')} members; it may have at most ` +
    `${mostMembers.toLocaleString('en')}, so leave out values.`)

/** What a random search draws from. */
export type DrawnRange =
  | { kind: 'values'; values: readonly string[] }
  | { kind: 'uniform' | 'log'; from: number; to: number }

/** `0..1`, `0.001..0.1:log`, or a list of values. @throws Failure naming the setting */
export function rangeFrom(setting: string, text: string): DrawnRange {
  const [, low, high, scale] = rangePattern.exec(text.trim()) ?? []
  if (low === undefined || high === undefined) return { kind: 'values', values: gridValues(setting, text) }
  const [from, to] = [bound(setting, low), bound(setting, high)]
  if (scale !== undefined && scale !== 'log')
    throw new Failure(`${setting}=${text} is no range to draw from; write ${setting}=${low}..${high}, or with :log.`)
  if (to < from) throw new Failure(`${setting}=${text} ends before it begins; write the smaller number first.`)
  if (scale === 'log' && from <= 0)
    throw new Failure(`${setting}=${text} has no logarithm at its beginning; begin the range above 0.`)
  return { kind: scale ?? 'uniform', from, to }
}

/**
 * One value. Numbers have four significant digits, so that they can be typed again.
 * @param uniform in [0, 1)
 */
export function drawnFrom(range: DrawnRange, isWhole: boolean, uniform: number): string {
  if (range.kind === 'values') return range.values[Math.floor(uniform * range.values.length)] ?? ''
  const { from, to } = range
  // Each whole number of a range has the same share, the first and the last among them.
  const [low, high] = isWhole ? [from, to + 1] : [from, to]
  const value = range.kind === 'log' ? low * (high / low) ** uniform : low + uniform * (high - low)
  return String(isWhole ? Math.min(Math.floor(value), to) : Number(value.toPrecision(4)))
}
