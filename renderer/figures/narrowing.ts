/** Stretches that are drawn on axes: a run has to lie in one of each axis that has some. */
import type { ComparedRun } from '../../preload/contract'
import type { AddressForm } from './addressForms'
import { placeOn, wordsOf, type ComparedColumn } from './comparedColumns'

export type Interval = readonly [from: number, to: number]
/** By the key of a column: the ends of its stretches one after the other, or the words that lie in them. */
export type Narrowing = Readonly<Record<string, readonly string[]>>

const separator = '~'
const mostAxes = 32

/** Each axis is a text of its own: its key, and what is drawn on it. */
export const narrowingForm: AddressForm<Narrowing> = {
  read: (texts) => Object.fromEntries(texts.slice(0, mostAxes).flatMap((text) => {
    const [key = '', ...parts] = text.split(separator)
    return parts.length === 0 ? [] : [[key, parts]]
  })),
  write: (narrowing) => Object.entries(narrowing).filter(([, parts]) => parts.length > 0)
    .map(([key, parts]) => [key, ...parts].join(separator))
}

function stretchesOf(parts: readonly string[]): Interval[] {
  const ends = parts.map(Number)
  return ends.flatMap((from, at) => {
    const to = ends[at + 1]
    return at % 2 === 0 && to !== undefined && from <= to ? [[from, to] as const] : []
  })
}

/** What a chart shows as drawn; words by their places. */
export function intervalsOf(
  column: ComparedColumn, parts: readonly string[], runs: readonly ComparedRun[]
): Interval[] {
  if (column.kind !== 'text') return stretchesOf(parts)
  const places = wordsOf(column, runs).flatMap((word, place) => (parts.includes(word) ? [place] : []))
  const firsts = places.filter((place) => !places.includes(place - 1))
  const lasts = places.filter((place) => !places.includes(place + 1))
  return firsts.map((first, at) => [first, lasts[at] ?? first] as const)
}

/** The reverse; an end keeps the digits that a screen can tell apart. */
export function partsOf(
  column: ComparedColumn, intervals: readonly Interval[], runs: readonly ComparedRun[]
): string[] {
  if (column.kind !== 'text')
    return intervals.flatMap((ends) => ends.toSorted((one, other) => one - other).map((end) => written(end, column)))
  return wordsOf(column, runs).filter((_, place) => intervals.some(([from, to]) => from <= place && place <= to))
}

const written = (end: number, { kind }: ComparedColumn): string =>
  String(kind === 'instant' ? Math.round(end) : Number(end.toPrecision(6)))

/** Ids of the runs that lie in them; null where nothing is drawn. A run without the figure does not. */
export function keptBy(
  narrowing: Narrowing, columns: readonly ComparedColumn[], runs: readonly ComparedRun[]
): ReadonlySet<string> | null {
  const tests = columns.flatMap((column) => {
    const parts = narrowing[column.key] ?? []
    return parts.length === 0 ? [] : [testOf(column, parts)]
  })
  if (tests.length === 0) return null
  return new Set(runs.filter((run) => tests.every((passes) => passes(run))).map(({ id }) => id))
}

function testOf(column: ComparedColumn, parts: readonly string[]): (run: ComparedRun) => boolean {
  if (column.kind === 'text') return (run) => parts.includes(String(column.of(run)))
  const stretches = stretchesOf(parts)
  return (run) => {
    const place = placeOn(column, run)
    return place !== null && stretches.some(([from, to]) => from <= Number(place) && Number(place) <= to)
  }
}
