/** Changes what a person says about runs, whoever writes their files just now. */
import { setTimeout as wait } from 'node:timers/promises'
import type { AnnotationChange } from '../preload/schema/annotations'
import { openRunForWriting, readingRun } from './open'
import { settle } from './settling'
import { annotateRun, readRunRow, readStatus } from './runs'
import type { RunStore } from './store'

/** Milliseconds; a training looks every 300 for what it is asked. */
const patience = 3000
const lookEvery = 50

/**
 * Every change is asked for first, so that it is never lost: a training carries it out in its own file, where none does
 * this process.
 * @returns false where it waits for another process: then it is carried out when that has ended
 * @throws Failure when there is no such run, or its file is damaged
 */
export async function annotate(store: RunStore, id: string, change: AnnotationChange): Promise<boolean> {
  // Nothing is asked of what is not there.
  readingRun(store.runPath(id), readRunRow)
  const requests = store.changesOf(id)
  const name = requests.ask(change)
  for (const end = Date.now() + patience; requests.waits(name); await wait(lookEvery)) {
    try {
      carryOutChanges(store, id)
    } catch (error) {
      requests.withdraw(name)
      throw error
    }
    if (Date.now() > end) return !requests.waits(name)
  }
  return true
}

/** Carries out what was asked of runs and left, by a training that was killed, say. */
export function carryOutLeftChanges(store: RunStore, ids: readonly string[] = store.idsWithChanges()): void {
  for (const id of ids) {
    try {
      carryOutChanges(store, id)
    } catch {
      // Its file is damaged, or the store cannot be written: it is listed as it is.
    }
  }
}

/** Carries out what is asked of a run, unless its training does, or another process adds to its file. */
export function carryOutChanges(store: RunStore, id: string): void {
  if (!store.hasChanges(id) || readStatus(store.runPath(id)) === 'running') return
  const release = store.tryClaim(id)
  if (release === null) return
  try {
    const database = openRunForWriting(store.runPath(id))
    try {
      store.changesOf(id).takeUp((changes) => annotateRun(database, changes))
      settle(database)
    } finally {
      database.close()
    }
  } finally {
    release()
  }
}
