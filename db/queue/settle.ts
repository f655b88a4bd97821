/** What the run files say of the trainings that the queue has started. */
import { existsSync } from 'node:fs'
import { sentenceOf } from '../../preload/schema/failure'
import { readingRun } from '../open'
import { whyNotResumable } from '../resumable'
import { readRunRow, statusOf } from '../runs'
import type { RunStore } from '../store'
import { readWholeState } from '../training-states'
import type { QueueFile } from './file'
import { endEntry, startedEntries, type StartedEntry } from './lease'

/** A started entry that no process works on. */
export interface LeftEntry {
  number: number
  /** The iteration at which its run would go on; null where it has no run file. */
  reached: number | null
}

/**
 * Writes down which started trainings have ended. Any process may, at any time.
 * @returns those that are to be started again: their process is gone, from before they had a run file or from training
 */
export function settleEntries(file: QueueFile, store: RunStore, now = new Date()): LeftEntry[] {
  return startedEntries(file, now).flatMap((entry) => {
    const { number, run, hasFile, held } = entry
    if (existsSync(store.runPath(run))) return held ? [] : settle(file, store, entry)
    if (!hasFile) return held ? [] : [{ number, reached: null }]
    endEntry(file, number, 'failed', 'Its run file is no longer in the store.', false)
    return []
  })
}

function settle(file: QueueFile, store: RunStore, { number, run, hasFile, goesOn }: StartedEntry): LeftEntry[] {
  try {
    const { status, failure, may, reached } = readingRun(store.runPath(run), (database) => {
      const row = readRunRow(database)
      const left = { status: statusOf(row), failure: row.failure, may: whyNotResumable(row) === null }
      return { ...left, reached: left.may ? readWholeState(database).stored?.state.position.iteration ?? 0 : 0 }
    })
    // One that ended is gone on with only by an entry that is to do that.
    if (may && (status === 'interrupted' || (goesOn && !hasFile))) return [{ number, reached }]
    // One that is only silent may wake up.
    if (status !== 'running' && status !== 'interrupted') endEntry(file, number, status, failure, true)
  } catch (error) {
    endEntry(file, number, 'failed', sentenceOf(error), true)
  }
  return []
}
