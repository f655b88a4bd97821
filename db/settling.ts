/**
 * What is done with a run's file as a whole: its write-ahead log is moved into it, room in it is given back, and its
 * pages are made to suit its masks.
 */
import type { WritableDatabase } from './database'
import { busyTimeout } from './gate/connect'
import { openRunForSettling, openRunForWriting } from './open'
import { choosePageSize, maskBytesOf } from './page-size'
import { readSupportLayers } from './runs'

/** Bytes. */
const writtenAnewUpTo = 2 ** 30

/**
 * A file that was made for no masks has small pages, of which masks would waste up to half. Before the first are
 * written it is made again with pages that suit them; while a viewer has it open it stays as it is.
 */
export function suitPages(path: string): void {
  const database = openRunForWriting(path)
  try {
    const size = choosePageSize(maskBytesOf(readSupportLayers(database)))
    const suits = database.pragma('page_size', { simple: true }) === size
    if (suits || database.prepare('SELECT 1 FROM snapshots').get() !== undefined || !settle(database)) return
    database.pragma(`page_size = ${size}`)
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}

/** Gives back the room that masks took before they were replaced, where writing the file anew takes a few seconds. */
export function freeRoom(database: WritableDatabase): void {
  const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map(
    (pragma) => database.pragma(pragma, { simple: true }) as number
  ) as [number, number, number]
  if (free < 0.1 * pages || (pages - free) * size > writtenAnewUpTo) return
  try {
    database.exec('VACUUM')
  } catch {
    // Without the room for a second copy, or while somebody else writes, the file stays as large as it was.
  }
}

/**
 * Moves the write-ahead log into the file, so that the file alone can be copied and opened read-only.
 * @returns false while a viewer has the file open: it stays in WAL mode, which is valid, and the viewer settles it
 */
export function settle(database: WritableDatabase): boolean {
  try {
    // No longer than anybody else: a viewer settles what it kept from being settled.
    database.pragma(`busy_timeout = ${busyTimeout}`)
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.pragma('journal_mode = DELETE')
    return true
  } catch {
    return false
  }
}

/**
 * Moves as much of the log into the file as nobody reads just now, so that the file alone, as a killed training leaves
 * it, lacks an epoch at most.
 */
export function moveLog(database: WritableDatabase): void {
  database.pragma('wal_checkpoint(PASSIVE)')
}

/** Settles the file of a run that ended while somebody looked at it; false while somebody else still does. */
export function settleUnused(path: string): boolean {
  const database = openRunForSettling(path)
  try {
    return settle(database)
  } finally {
    database.close()
  }
}
