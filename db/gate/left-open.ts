/**
 * Files whose writer was cut off: a journal, or a write-ahead log without its index, lies beside them. They are whole
 * once SQLite has carried out or undone the last change, which it cannot where it may only read. So that is done where
 * the file lies; on a medium, or for a person, that cannot write, to a copy; and where there is no room for that
 * either, in memory.
 */
import type { Database } from 'better-sqlite3'
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeTemporaryFolder } from '../../main/files/temporary-folder'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { networkFileSystemOf } from '../file-system'
import { connect, SqliteError } from './connect'
import { sidecars } from './plain-file'

/** Whether SQLite would have to write before it reads. */
export const isLeftOpen = (error: unknown): boolean =>
  error instanceof SqliteError &&
  /^SQLITE_(READONLY_(ROLLBACK|RECOVERY|CANTINIT|CANTLOCK)|CANTOPEN|FULL|IOERR_SHM)/.test(error.code)

/**
 * @param finish what carries out or undoes the last change in place
 * @throws Failure where no copy can be made, an error of SQLite where it is no whole file
 */
export function connectLeft(path: string, finish: (path: string) => void = finishChange): Database {
  if (isFinished(path, finish)) return connect(path, { readonly: true, fileMustExist: true })
  try {
    return connectCopy(path)
  } catch (error) {
    const alone = networkFileSystemOf(path) === null ? connectAlone(path) : null
    if (alone === null) throw error
    return alone
  }
}

/**
 * With the log's index in memory, for which SQLite wants to be the only one that has the file open.
 * @returns null where it is not, or may not write
 */
function connectAlone(path: string): Database | null {
  const database = connect(path, { fileMustExist: true })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON; PRAGMA schema_version')
    return database
  } catch {
    database.close()
    return null
  }
}

/** What is locked over a network may be written by another machine just now. */
function isFinished(path: string, finish: (path: string) => void): boolean {
  if (networkFileSystemOf(path) !== null) return false
  try {
    finish(path)
    return true
  } catch {
    return false
  }
}

/** The first statement makes SQLite do it, closing empties the log; neither reads what describes the tables. */
function finishChange(path: string): void {
  const database = connect(path, { fileMustExist: true })
  try {
    database.pragma('schema_version')
  } finally {
    database.close()
  }
}

/** One that goes when its connection is closed. */
function connectCopy(path: string): Database {
  const folder = makeTemporaryFolder('left-open')
  const leave = (): void => { rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) }
  try {
    const database = copied(path, join(folder, basename(path)))
    const close = database.close.bind(database)
    return Object.assign(database, {
      close: () => {
        close()
        leave()
        return database
      }
    })
  } catch (error) {
    leave()
    throw error
  }
}

function copied(path: string, copy: string): Database {
  try {
    for (const suffix of ['', ...sidecars.filter((one) => one !== '-shm')])
      if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix, constants.COPYFILE_FICLONE)
  } catch (error) {
    const reason = reasonOf(error)
    throw new Failure(
      `${basename(path)} is whole, but its last change was cut off, so a copy of it has to be read, and none can be ` +
        `made (${reason}); make room, or set TMPDIR to another folder.`
    )
  }
  finishChange(copy)
  const database = connect(copy, { fileMustExist: true })
  database.pragma('query_only = ON')
  return database
}
