/** Listing, reading, renaming and deleting runs. */
import { readCurve } from '../../db/curve'
import { readDetail } from '../../db/details'
import { openRunForWriting, readingRun } from '../../db/open'
import { settle } from '../../db/recorder'
import { readRunRow, renameRun, statusOf } from '../../db/runs'
import { Failure } from '../../preload/schema/failure'
import { bytesIn } from '../../preload/schema/numbers'
import type { RunCursor, RunDetail, RunListEntry } from '../../preload/schema/run'
import { networkCost } from '../engine/networks/cost'
import { readRun } from './store-reader'
import type { ReadableWorkbench, Workbench } from './workbench'

export function listRuns({ catalogue }: ReadableWorkbench): RunListEntry[] {
  return catalogue.list()
}

/** Begins to read the list before a page asks for it; what is wrong with a store, the page that does is told. */
export async function prepareList(workbench: ReadableWorkbench): Promise<void> {
  try {
    await workbench.catalogue.prepare()
  } catch {
    // It is tried again.
  }
}

export function runDetail({ store }: ReadableWorkbench, id: string): { detail: RunDetail; cursor: RunCursor } {
  const { detail, cursor } = readRun(store, id, readDetail)
  return { detail: { ...detail, parameters: networkCost(detail.topology).parameters }, cursor }
}

/** Points of a curve that travel at a time: 1.6 MB, read in 40 ms. */
const pointsAtOnce = 40_000

export const curvePoints = ({ store }: ReadableWorkbench, id: string, after: number): Uint8Array =>
  bytesIn(readRun(store, id, (database) => readCurve(database, after, pointsAtOnce)))

/** @throws Failure while the run is being written by its training. */
export function renameStoredRun({ store }: Workbench, id: string, name: string): void {
  demandNotRunning(store.runPath(id), id, 'renamed')
  const database = openRunForWriting(store.runPath(id))
  try {
    renameRun(database, name)
    settle(database)
  } finally {
    database.close()
  }
}

/** Removes the run's file for good; one that is damaged can be removed too. @throws Failure while it is running */
export function deleteRun({ store }: Workbench, id: string): void {
  demandNotRunning(store.runPath(id), id, 'deleted')
  store.remove(id)
}

function demandNotRunning(path: string, id: string, action: string): void {
  if (statusIfReadable(path) === 'running')
    throw new Failure(`Run ${id} is still running and cannot be ${action}; stop it first.`)
}

function statusIfReadable(path: string): string | null {
  try {
    return readingRun(path, (database) => statusOf(readRunRow(database)))
  } catch {
    return null
  }
}
