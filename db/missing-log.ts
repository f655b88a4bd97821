/** Whether a run's file lies without the log in which its newest part was, as when it alone was copied. */
import { statSync } from 'node:fs'
import { instant, plural } from '../preload/schema/format'
import { runFileExtension } from '../preload/schema/names'
import type { RunStatus } from '../preload/schema/run'
import type { ReadableDatabase } from './database'
import { readNewestMoment } from './training-states'

/**
 * One sentence; null where nothing is missing. A training that ends, in order or killed, leaves its log or a file that
 * is no longer in the mode that has one.
 */
export function missingLog(database: ReadableDatabase, id: string, status: RunStatus): string | null {
  if (status !== 'interrupted' || database.pragma('journal_mode', { simple: true }) !== 'wal') return null
  // Whoever opens the file makes an empty one.
  if ((statSync(`${database.name}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null
  const moment = readNewestMoment(database)
  const held = moment === null
    ? 'nothing of its training'
    : `${plural(moment.epoch, 'epoch')}, as of ${instant(moment.savedAt)}`
  return `The log ${id}${runFileExtension}-wal is not beside this file, and whatever was newest in it is missing: ` +
    `the file holds ${held}; copy both while a training runs, or go on from here.`
}
