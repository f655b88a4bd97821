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

/**
 * The 97.5 % points of Student's t by degrees of freedom, from 1 on (Fisher and Yates, table III). Between those that
 * are listed 1/degrees is interpolated, which is right to three digits.
 */
const tPoints: readonly (readonly [degrees: number, t: number])[] = [
  [1, 12.7062], [2, 4.3027], [3, 3.1824], [4, 2.7764], [5, 2.5706], [6, 2.4469], [7, 2.3646], [8, 2.306], [9, 2.2622],
  [10, 2.2281], [11, 2.201], [12, 2.1788], [13, 2.1604], [14, 2.1448], [15, 2.1314], [16, 2.1199], [17, 2.1098],
  [18, 2.1009], [19, 2.093], [20, 2.086], [24, 2.0639], [30, 2.0423], [40, 2.0211], [60, 2.0003], [120, 1.9799],
  [Infinity, 1.96]
]

function tPoint(degrees: number): number {
  const above = tPoints.findIndex(([listed]) => listed >= degrees)
  const [high, highT] = tPoints[above] ?? [Infinity, 1.96]
  const [low, lowT] = tPoints[above - 1] ?? [high, highT]
  if (high === degrees) return highT
  const share = (1 / low - 1 / degrees) / (1 / low - 1 / high)
  return lowT + share * (highT - lowT)
}

/** Where the mean of what is sampled lies with 95 %: mean ± t · deviation / √n. Null for fewer than two. */
export function interval95(sample: Sample): readonly [number, number] | null {
  const error = standardError(sample)
  if (error === null || sample.mean === null) return null
  const half = tPoint(sample.count - 1) * error
  return [sample.mean - half, sample.mean + half]
}

/** A measurement of the test error during a run. */
export interface Tested { iteration: number; error: number }

/** Every measurement of a run's test error, in order: at the end of each epoch, and where it was made in between. */
export function testsOf(
  epochs: readonly { iterations: number; testError: number }[], testCurve: readonly Tested[]
): Tested[] {
  const ends = epochs.map(({ iterations, testError }) => ({ iteration: iterations, error: testError }))
  const between = testCurve.map(({ iteration, error }) => ({ iteration, error }))
  return [...ends, ...between].sort((left, right) => left.iteration - right.iteration)
}

/** The first iteration after which the test error was measured at or below `error`; null when it never was. */
export function iterationsTo(error: number, tests: readonly Tested[]): number | null {
  return tests
    .filter((test) => test.error <= error)
    .reduce<number | null>((first, { iteration }) => Math.min(first ?? iteration, iteration), null)
}

/** Differences right − left of values that belong together, as two methods' errors with one seed. */
export function differencesOf(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): Sample {
  return sampleOf([...left].flatMap(([key, value]) => {
    const other = right.get(key)
    return other === undefined ? [] : [other - value]
  }))
}
