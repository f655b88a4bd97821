/** Listing and reading runs. */
import { readCurve } from '../../db/curve'
import { readDetail } from '../../db/details'
import { bytesIn } from '../../preload/schema/numbers'
import type { RunCursor, RunDetail, RunListEntry } from '../../preload/schema/run'
import { networkCost } from '../engine/networks/cost'
import { carryOutLeft } from './annotations'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

export function listRuns(workbench: ReadableWorkbench): RunListEntry[] {
  carryOutLeft(workbench)
  return workbench.catalogue.list()
}

/** Begins to read the list before a page asks for it; what is wrong with a store, the page that does is told. */
export async function prepareList(workbench: ReadableWorkbench): Promise<void> {
  try {
    await workbench.catalogue.prepare()
  } catch {
    // It is tried again.
  }
}

export function runDetail(workbench: ReadableWorkbench, id: string): { detail: RunDetail; cursor: RunCursor } {
  carryOutLeft(workbench, [id])
  const { detail, cursor } = readRun(workbench.store, id, readDetail)
  return { detail: { ...detail, parameters: networkCost(detail.topology).parameters }, cursor }
}

/** Points of a curve that travel at a time: 1.6 MB, read in 40 ms. */
const pointsAtOnce = 40_000

export const curvePoints = ({ store }: ReadableWorkbench, id: string, after: number): Uint8Array =>
  bytesIn(readRun(store, id, (database) => readCurve(database, after, pointsAtOnce)))
