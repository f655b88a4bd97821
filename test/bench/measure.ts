/** Timing that stands a noisy machine: what is compared runs in turn, round by round, and the medians are divided. */

export interface Measured {
  name: string
  value: number
  unit: string
  /** What the value has to be; null when it is only reported. */
  limit: { kind: 'at least' | 'at most'; value: number } | null
  ok: boolean
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

export function judged(name: string, value: number, unit: string, limit: Measured['limit']): Measured {
  const ok = limit === null || (limit.kind === 'at least' ? value >= limit.value : value <= limit.value)
  return { name, value, unit, limit, ok }
}

/** Milliseconds per call of each, medians over interleaved rounds after two that are not counted. */
export async function interleaved(rounds: number, works: readonly (() => Promise<void>)[]): Promise<number[]> {
  const times = works.map((): number[] => [])
  for (let round = -2; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const started = performance.now()
      await work()
      if (round >= 0) times[i].push(performance.now() - started)
    }
  }
  return times.map(median)
}
