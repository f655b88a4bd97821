/** One figure of a run over its training, by iteration, epoch or time. */
import type { CurveAxis, CurveName } from '../preload/schema/run-comparison'
import type { EpochRecord } from '../preload/schema/run'
import type { ReadableDatabase } from './database'
import { readEpochs, readTestCurve } from './metrics'
import { readSnapshots } from './snapshots'

export interface Curve { at: Float64Array<ArrayBuffer>; values: Float64Array<ArrayBuffer> }

type Point = readonly [iteration: number, epoch: number, value: number | null]

/** Points without a value are left out. */
export function readRunCurve(database: ReadableDatabase, name: CurveName, axis: CurveAxis): Curve {
  const points = pointsOf(database, name).filter((point): point is [number, number, number] => point[2] !== null)
  const place = axis === 'seconds' ? secondsAt(readEpochs(database, 0)) : null
  return {
    at: Float64Array.from(points, ([iteration, epoch]) => place?.(iteration) ?? (axis === 'epoch' ? epoch : iteration)),
    values: Float64Array.from(points, ([, , value]) => value)
  }
}

function pointsOf(database: ReadableDatabase, name: CurveName): Point[] {
  switch (name) {
    case 'trainError':
    case 'trainLoss': return trainPoints(database, name === 'trainError' ? 'error' : 'loss')
    case 'testError':
    case 'testLoss': return testPoints(database, name === 'testError' ? 'error' : 'loss')
    case 'drift': return readEpochs(database, 0).map(({ iterations, epoch, drift }) => [iterations, epoch, drift])
    default: return readSnapshots(database, 0).map((one) => [one.iteration, one.epoch, one[name]])
  }
}

/** Raw: a run may have a million points. */
const trainPoints = (database: ReadableDatabase, column: 'error' | 'loss'): Point[] =>
  database.prepare(`SELECT iteration, epoch, ${column} FROM curve ORDER BY iteration`).raw().all() as Point[]

/** At the end of each epoch, and where it was measured in between. */
function testPoints(database: ReadableDatabase, what: 'error' | 'loss'): Point[] {
  const ends = readEpochs(database, 0).map((one): Point =>
    [one.iterations, one.epoch, what === 'error' ? one.testError : one.testLoss])
  const between = readTestCurve(database, 0).map((one): Point => [one.iteration, one.epoch, one[what]])
  return [...ends, ...between].sort(([one], [other]) => one - other)
}

/** Training time until an iteration: what each epoch took, evenly over its iterations. */
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
