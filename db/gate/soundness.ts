/**
 * Whether reading a file comes to an end. Pages of a forged file may refer to each other over and over, so that a table
 * of twenty pages has more rows than can ever be read, and SQLite cannot be interrupted while it reads them. Going
 * through the pages it notices one that it meets a second time.
 *
 * Call in a process that can be ended: what describes the tables may itself be such a tree.
 */
import { statSync } from 'node:fs'
import { damaged, readingRun } from '../open'
import { unsound } from './faults'

/** Bytes up to which every page is gone through, in about 50 ms. */
const wholeUpTo = 64 * 2 ** 20

/** What is large in a large file, and read by threads and processes that can be ended. */
const large: readonly unknown[] = [
  'masks', 'mask_rows', 'mask_changes', 'checkpoint_tensors', 'training_state_tensors', 'predictions', 'example_images'
]

/** @throws Failure when it is no run file, or its pages do not fit together */
export function demandSound(path: string, name: string): void {
  try {
    const found = readingRun(path, (database) => {
      if (statSync(path).size <= wholeUpTo) return database.pragma('quick_check(1)', { simple: true })
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
      return tables.filter((table) => !large.includes(table))
        .map((table) => database.pragma(`quick_check(${String(table)})`, { simple: true }))
        .find((answer) => answer !== 'ok') ?? 'ok'
    })
    if (found === 'ok') return
    throw unsound(name, String(found), '; delete it or restore it from a copy')
  } catch (error) {
    throw damaged(name, error, path)
  }
}
