/** What the run files say of the trainings that the queue has started. */
import { existsSync } from 'node:fs'
import { sentenceOf } from '../../preload/schema/failure'
import { readingRun } from '../open'
import { readRunRow, statusOf } from '../runs'
import type { RunStore } from '../store'
import type { QueueFile } from './file'
import { endEntry, startedEntries, type StartedEntry } from './lease'

/**
 * Writes down which started trainings have ended. Any process may, at any time.
 * @returns those that have no run file and no process that prepares one
 */
export function settleEntries(file: QueueFile, store: RunStore, now = new Date()): StartedEntry[] {
  return startedEntries(file, now).filter((entry) => {
    if (existsSync(store.runPath(entry.run))) settle(file, store, entry)
    else if (entry.hasFile) endEntry(file, entry.number, 'failed', 'Its run file is no longer in the store.', false)
    else return !entry.held
    return false
  })
}

const interrupted = 'The training process is gone; what it had stored is kept.'

function settle(file: QueueFile, store: RunStore, { number, run }: StartedEntry): void {
  try {
    const { status, failure } = readingRun(store.runPath(run), (database) => {
      const row = readRunRow(database)
      return { status: statusOf(row), failure: row.failure }
    })
    if (status === 'running') return
    endEntry(file, number, status, status === 'interrupted' ? interrupted : failure, true)
  } catch (error) {
    endEntry(file, number, 'failed', sentenceOf(error), true)
  }
}
