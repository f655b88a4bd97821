/** Deleting runs, bringing them back, and removing them for good. */
import { statfsSync } from 'node:fs'
import { carryOutChanges } from '../../db/annotations'
import { readStatus } from '../../db/runs'
import type { RunStore } from '../../db/store'
import { Trash } from '../../db/trash'
import { Failure } from '../../preload/schema/failure'
import type { Refused } from '../../preload/schema/refused'
import type { TrashContent } from '../../preload/schema/trash'
import { refusedOf } from './refused'
import { Workbench, type ReadableWorkbench } from './workbench'

/** Into the trash; one that trains, or is added to, stays where it is. */
export function deleteRuns({ store, catalogue }: Workbench, ids: readonly string[]): Promise<Refused> {
  const trash = new Trash(store)
  trash.removeExpired()
  return refusedOf(ids, async (id) => {
    await catalogue.examine(id)
    demandNotRunning(store, id)
    trash.put(id)
  })
}

function demandNotRunning(store: RunStore, id: string): void {
  try {
    carryOutChanges(store, id)
    if (readStatus(store.runPath(id)) !== 'running') return
  } catch {
    // What cannot be read is no training's.
    return
  }
  throw new Failure(`Run ${id} is still running and cannot be deleted; stop it first.`)
}

export const restoreRuns = ({ store }: Workbench, ids: readonly string[]): Promise<Refused> => {
  const trash = new Trash(store)
  return refusedOf(ids, (id) => trash.restore(id))
}

/** Of a store that is only looked at, nothing. */
export async function trashContent(workbench: ReadableWorkbench): Promise<TrashContent> {
  if (!(workbench instanceof Workbench)) return { runs: [], freeBytes: null }
  const { store, examiner } = workbench
  return { runs: await new Trash(store).list(examiner), freeBytes: freeBytesOf(store.path) }
}

/** Removes all that is there for good. @returns the bytes that it took */
export function emptyTrash({ store }: Workbench): number {
  const trash = new Trash(store)
  return trash.remove(trash.ids())
}

/** The run in the trash that a person means. @throws Failure when none or several match */
export const trashedId = ({ store }: Workbench, text: string): string => new Trash(store).resolveId(text)

/** What cannot be removed now is tried again when the next page goes. */
export function removeExpired({ store }: Workbench): void {
  try {
    new Trash(store).removeExpired()
  } catch {
    // The trash says what is wrong with it to whoever looks at it.
  }
}

function freeBytesOf(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
