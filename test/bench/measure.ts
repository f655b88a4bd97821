/** Timing that stands a noisy machine: what is compared runs in turn, round by round, and the medians are divided. */
import type { Rounds } from './progress'

export interface Measured {
  name: string
  /** Null where it could not be measured; `note` says why. */
  value: number | null
  unit: string
  /** What the value has to be; null when it is only reported. */
  limit: { kind: 'at least' | 'at most'; value: number } | null
  ok: boolean
  /** What stands behind the value: how it spreads, or why it is not there. */
  note: string | null
}

/** The mean of the two in the middle where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2)]
  return (sorted[low] + sorted[high]) / 2
}

/** Of times that were taken one after the other, so that what slows the machine down for a while slows both. */
export const ratio = (one: readonly number[], other: readonly number[]): number =>
  median(one.map((time, i) => time / other[i]))

export function judged(
  name: string, value: number, unit: string, limit: Measured['limit'], note: string | null = null
): Measured {
  const ok = limit === null || (limit.kind === 'at least' ? value >= limit.value : value <= limit.value)
  return { name, value, unit, limit, ok, note }
}

/** What cannot be measured on this machine; no limit is missed by it. */
export const absent = (name: string, why: string): Measured =>
  ({ name, value: null, unit: '', limit: null, ok: true, note: `not here: ${why}` })

/** Milliseconds per call of each, medians over interleaved rounds after two that are not counted. */
export async function interleaved(
  rounds: number, works: readonly (() => Promise<void>)[], progress?: Rounds
): Promise<number[]> {
  const times = works.map((): number[] => [])
  for (let round = -2; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const started = performance.now()
      await work()
      if (round >= 0) times[i].push(performance.now() - started)
    }
    progress?.done()
  }
  return times.map(median)
}
