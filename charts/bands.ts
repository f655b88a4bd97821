/** Curves of several runs as one: their mean, and a band of one sample deviation to each side. */
import { sampleOf } from '../preload/schema/statistics'

/** By rising place. */
export interface Member { readonly id: string; readonly at: ArrayLike<number>; readonly values: ArrayLike<number> }

/** A member as it is drawn behind the mean. */
export interface ThinCurve { readonly member: Member; readonly color: string }

export interface ThinScales {
  /** What values are multiplied by. */
  readonly factor: number
  readonly logarithmic: { readonly x: boolean; readonly y: boolean }
}

export interface BandPoint {
  readonly at: number
  readonly mean: number
  /** Null where one run alone has come so far. */
  readonly deviation: number | null
  readonly count: number
}

export interface GroupCurve {
  readonly name: string
  readonly band: readonly BandPoint[]
  readonly members: readonly Member[]
}

/** Places at which a band is computed, at most. */
const mostPlaces = 300

/**
 * At those places of its members at which more than half of them have a value: a mean would jump where one after the
 * other ends. Between its points a member is a straight line.
 */
export function bandOf(members: readonly Member[]): BandPoint[] {
  const places = [...new Set(members.flatMap(({ at }) => [...Array.from(at)]))].sort((one, other) => one - other)
  const step = Math.max(1, Math.ceil(places.length / mostPlaces))
  const kept = places.filter((_, place) => place % step === 0 || place === places.length - 1)
  const readers = members.map(readerOf)
  return kept.flatMap((at) => {
    const { mean, deviation, count } = sampleOf(readers.map((read) => read(at)).filter((value) => value !== null))
    return mean === null || 2 * count <= members.length ? [] : [{ at, mean, deviation, count }]
  })
}

/** Reads a member at rising places; null outside of it. */
export function readerOf({ at, values }: Member): (place: number) => number | null {
  let next = 0
  return (place) => {
    while (next < at.length && (at[next] ?? 0) < place) next++
    const [right, value] = [at[next], values[next]]
    if (right === undefined || value === undefined) return null
    if (right === place) return value
    const [left, before] = [at[next - 1], values[next - 1]]
    if (left === undefined || before === undefined) return null
    return before + (value - before) * (place - left) / (right - left)
  }
}

export const smoothings = { none: 0, some: 0.6, much: 0.9 } as const
export type Smoothing = keyof typeof smoothings

/** Exponential moving average, without the pull of its beginning towards zero (as Adam corrects its means). */
export function smoothed(values: ArrayLike<number>, smoothing: Smoothing): number[] {
  const weight = smoothings[smoothing]
  let [average, total] = [0, 0]
  return Array.from(values, (value) => {
    average = weight * average + (1 - weight) * value
    total = weight * total + (1 - weight)
    return average / total
  })
}
