/** Listing, reading, renaming and deleting runs. */
import { readDetail } from '../../db/details'
import { openRunForWriting, readingRun } from '../../db/open'
import { settle } from '../../db/recorder'
import { readRunRow, renameRun, statusOf } from '../../db/runs'
import { Failure } from '../../preload/schema/failure'
import type { RunCursor, RunDetail, RunListEntry } from '../../preload/schema/run'
import { networkCost } from '../engine/networks/cost'
import { readRun } from './store-reader'
import type { ReadableWorkbench, Workbench } from './workbench'

export function listRuns({ catalogue }: ReadableWorkbench): RunListEntry[] {
  return catalogue.list()
}

export function runDetail({ store }: ReadableWorkbench, id: string): { detail: RunDetail; cursor: RunCursor } {
  const { detail, cursor } = readRun(store, id, readDetail)
  return { detail: { ...detail, parameters: networkCost(detail.topology).parameters }, cursor }
}

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
