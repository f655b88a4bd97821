/** One figure of a run over its training, by iteration, epoch or time. */
import type { CurveAxis, CurveName, Stretch } from '../preload/schema/run-comparison'
import type { EpochRecord } from '../preload/schema/run'
import { readCurveRows } from './curve'
import type { ReadableDatabase } from './database'
import { readEpochs, readTestCurve } from './metrics'
import { readAlternationTimes, readSnapshots } from './snapshots'

export interface Curve { at: Float64Array<ArrayBuffer>; values: Float64Array<ArrayBuffer> }

type Point = readonly [iteration: number, epoch: number, value: number | null]

/**
 * Points without a value are left out. Of a live curve of many points those that are seen are read.
 * @param stretch of the axis, outside of which points may be left out; null for all of it
 */
export function readRunCurve(
  database: ReadableDatabase, name: CurveName, axis: CurveAxis, stretch: Stretch | null = null
): Curve {
  const points = pointsOf(database, name, axis, stretch).filter(hasValue)
  const place = axis === 'seconds' ? readSecondsAt(database) : null
  return {
    at: Float64Array.from(points, ([iteration, epoch]) => place?.(iteration) ?? (axis === 'epoch' ? epoch : iteration)),
    values: Float64Array.from(points, ([, , value]) => value)
  }
}

const hasValue = (point: Point): point is [number, number, number] => point[2] !== null

function pointsOf(
  database: ReadableDatabase, name: CurveName, axis: CurveAxis, stretch: Stretch | null
): readonly Point[] {
  switch (name) {
    case 'trainError': return trainPoints(database, 'error', axis, stretch)
    case 'trainLoss': return trainPoints(database, 'loss', axis, stretch)
    case 'testError':
    case 'testLoss': return testPoints(database, name === 'testError' ? 'error' : 'loss')
    case 'drift': return readEpochs(database, 0).map(({ iterations, epoch, drift }) => [iterations, epoch, drift])
    default: return readSnapshots(database, 0).map((one) => [one.iteration, one.epoch, one[name]])
  }
}

function trainPoints(
  database: ReadableDatabase, column: 'error' | 'loss', axis: CurveAxis, stretch: Stretch | null
): readonly Point[] {
  const { from, to } = stretch === null ? wholeCurve : iterationsOf(database, axis, stretch)
  return readCurveRows(database, `iteration, epoch, ${column}`, from - 1, to).rows as unknown as Point[]
}

const wholeCurve: Stretch = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** Iterations of the points in a stretch of an axis, and of one more on each side. */
function iterationsOf(database: ReadableDatabase, axis: CurveAxis, { from, to }: Stretch): Stretch {
  const near = (sql: string, iteration: number): number | null =>
    database.prepare(sql).pluck().get(iteration) as number | null
  const seconds = axis === 'seconds' ? readSecondsAt(database) : null
  const epochAt = database.prepare('SELECT epoch FROM curve WHERE iteration <= ? ORDER BY iteration DESC LIMIT 1')
  const placeOf = (iteration: number): number => {
    if (axis === 'iteration') return iteration
    return seconds?.(iteration) ?? (epochAt.pluck().get(iteration) as number | undefined) ?? 0
  }
  const last = near('SELECT max(iteration) FROM curve WHERE iteration > ?', -1) ?? 0
  const [first, end] = [firstFrom(placeOf, from, last), firstFrom(placeOf, to, last)]
  return {
    from: near('SELECT max(iteration) FROM curve WHERE iteration < ?', first) ?? wholeCurve.from,
    to: near('SELECT min(iteration) FROM curve WHERE iteration >= ?', end) ?? wholeCurve.to
  }
}

/** The first iteration that lies at or behind a place, by halving; the last where all lie before it. */
function firstFrom(placeOf: (iteration: number) => number, place: number, last: number): number {
  let [low, high] = [0, last]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (placeOf(middle) < place) low = middle + 1
    else high = middle
  }
  return low
}

/** At the end of each epoch, and where it was measured in between. */
function testPoints(database: ReadableDatabase, what: 'error' | 'loss'): Point[] {
  const ends = readEpochs(database, 0).map((one): Point =>
    [one.iterations, one.epoch, what === 'error' ? one.testError : one.testLoss])
  const between = readTestCurve(database, 0).map((one): Point => [one.iteration, one.epoch, one[what]])
  return [...ends, ...between].sort(([one], [other]) => one - other)
}

/** Training time until an iteration: what its epochs took, and the masks of its alternations before it. */
export function readSecondsAt(database: ReadableDatabase): (iteration: number) => number {
  return trainingSeconds(readEpochs(database, 0), readAlternationTimes(database))
}

/** @param estimated when alternations were, and how long their masks took */
export function trainingSeconds(
  epochs: readonly EpochRecord[], estimated: readonly { iteration: number; seconds: number }[]
): (iteration: number) => number {
  const inEpochs = secondsAt(epochs)
  // An alternation comes after what is measured at the end of the epoch before it, at the same iteration.
  return (iteration) => estimated.reduce(
    (sum, one) => sum + (one.iteration < iteration ? one.seconds : 0), inEpochs(iteration)
  )
}

/** Time of the epochs until an iteration: what each took, evenly over its iterations. */
export function secondsAt(epochs: readonly EpochRecord[]): (iteration: number) => number {
  let total = 0
  const ends = [{ iteration: 0, seconds: 0 }]
  for (const { iterations, seconds } of epochs) {
    total += seconds
    ends.push({ iteration: iterations, seconds: total })
  }
  return (iteration) => {
    const found = ends.findIndex((end) => end.iteration >= iteration)
    const at = Math.max(1, found < 0 ? ends.length - 1 : found)
    const [before, after] = [ends[at - 1], ends[at]]
    if (before === undefined || after === undefined || after.iteration === before.iteration) return 0
    const rate = (after.seconds - before.seconds) / (after.iteration - before.iteration)
    return before.seconds + (iteration - before.iteration) * rate
  }
}
