/**
 * The only place that opens SQLite files: runs, the queue, the catalogue. Any of them may come from somebody else, in a
 * store that was copied or unpacked. docs/security.md tells what is in force, and why.
 */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { makeOwnFile } from '../../main/files/own-rights'
import { demandPlainBeside } from './plain-file'

export const { SqliteError } = BetterSqlite3

/** Longest that a statement waits for another process' lock, in milliseconds. */
export const busyTimeout = 5000

/**
 * What a schema computes may use harmless functions alone; pages are checked as they are read; and nothing is read by
 * mapping a file, which another process could cut off meanwhile. better-sqlite3 itself opens every connection in
 * SQLite's defensive mode.
 */
const guarded = 'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0'

/** @throws Failure when what lies beside the file is none, an error of SQLite when it cannot be opened */
export function connect(
  path: string, options: { readonly?: boolean; fileMustExist?: boolean; timeout?: number } = {}
): Database {
  demandPlainBeside(path)
  if (options.fileMustExist !== true && options.readonly !== true) makeOwn(path)
  const database = new BetterSqlite3(path, { timeout: busyTimeout, ...options })
  try {
    database.exec(guarded)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLite's log and journal have the rights of their file. Where none can be made, SQLite says why. */
function makeOwn(path: string): void {
  try {
    makeOwnFile(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

/** One of no file. */
export const connectInMemory = (): Database => new BetterSqlite3(':memory:')
