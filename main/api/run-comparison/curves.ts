/** One figure of many runs over their training. */
import { setImmediate } from 'node:timers/promises'
import { consistently } from '../../../db/database'
import { readRunCurve } from '../../../db/run-curves'
import { bytesIn } from '../../../preload/schema/numbers'
import type { CurveAxis, CurveName, RunCurve, Stretch } from '../../../preload/schema/run-comparison'
import { readRun } from '../store-reader'
import type { ReadableWorkbench } from '../workbench'
import { thinned } from './thin'

export interface CurvesRequest {
  ids: readonly string[]
  figure: CurveName
  axis: CurveAxis
  /** Of a screen. */
  columns: number
  /** Null for all of the axis. */
  stretch: Stretch | null
}

/** Lets others be answered between two runs. Runs that cannot be read, or lack the figure, are left out. */
export async function runCurves(
  { store }: Pick<ReadableWorkbench, 'store'>, { ids, figure, axis, columns, stretch }: CurvesRequest
): Promise<RunCurve[]> {
  const curves: RunCurve[] = []
  for (const id of ids) {
    const curve = curveOf(() => readRun(store, id, (database) =>
      consistently(database, () => readRunCurve(database, figure, axis, stretch))))
    if (curve !== null && curve.at.length > 0) {
      const { at, values } = thinned(curve, columns, stretch)
      curves.push({ id, at: bytesIn(at), values: bytesIn(values) })
    }
    await setImmediate()
  }
  return curves
}

/** The comparison itself says why a run cannot be read. */
function curveOf<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
