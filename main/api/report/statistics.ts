/**
 * What several runs say together. Errors are fractions; iterations are counted from the start of the run, warm-up
 * included.
 */

/** Mean and sample deviation (n − 1). The deviation is null for fewer than two values, the mean for none. */
export interface Sample { count: number; mean: number | null; deviation: number | null }

export function sampleOf(values: readonly number[]): Sample {
  const count = values.length
  if (count === 0) return { count, mean: null, deviation: null }
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { count, mean, deviation: null }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { count, mean, deviation: Math.sqrt(squares / (count - 1)) }
}

/** Standard error of the mean: deviation / √n. */
export const standardError = ({ count, deviation }: Sample): number | null =>
  deviation === null ? null : deviation / Math.sqrt(count)

/** A measurement of the test error during a run. */
export interface Tested { iteration: number; error: number }

/** The first iteration after which the test error was measured at or below `error`; null when it never was. */
export function iterationsTo(error: number, tests: readonly Tested[]): number | null {
  return tests
    .filter((test) => test.error <= error)
    .reduce<number | null>((first, { iteration }) => Math.min(first ?? iteration, iteration), null)
}

/** Of the runs that reach an error, how many iterations they take; and how many never reach it. */
export interface Reached { iterations: Sample; missed: number }

export function reachedOf(error: number, runs: readonly (readonly Tested[])[]): Reached {
  const iterations = runs.map((tests) => iterationsTo(error, tests))
  const reached = iterations.filter((iteration) => iteration !== null)
  return { iterations: sampleOf(reached), missed: iterations.length - reached.length }
}

/** Differences right − left of values that belong together, as two methods' errors with one seed. */
export function differencesOf(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): Sample {
  return sampleOf([...left].flatMap(([key, value]) => {
    const other = right.get(key)
    return other === undefined ? [] : [other - value]
  }))
}
