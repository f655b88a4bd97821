/** Opening run files: identification, versions, and one sentence for whatever is wrong with a file. */
import type { Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import { partialPath, takeName, writeThrough } from '../main/files/partial-file'
import { Failure, failureKindOf } from '../preload/schema/failure'
import { troubleOf } from '../preload/schema/system-errors'
import { asReadable, asWritable, type Query, type ReadableDatabase, type WritableDatabase } from './database'
import { journalModeOn, networkFileSystemOf } from './file-system'
import { demandBounds } from './gate/bounds'
import { connect } from './gate/connect'
import { damaged, messageOf } from './gate/faults'
import { connectLeft, isLeftOpen } from './gate/left-open'
import { headOf } from './gate/plain-file'
import { demandNotRefused } from './gate/refusals'
import { demandSchema } from './gate/schema'
import { migrate, migrations } from './migrations'

export { damaged }

/** "MSKS": tells a run file from any other SQLite database. */
export const applicationId = 0x4d534b53

/** Bytes of the smallest SQLite file: one page of the smallest size. */
const smallestFile = 512

/**
 * Bytes of the write-ahead log after which it is moved into the file: moving waits for the disk, and SQLite's thousand
 * pages may be a single batch of masks.
 */
const logBytes = 32 * 2 ** 20

/**
 * Creates a run's file with its tables and what `fill` puts into them. It appears under its name only when all of that
 * is in it: a list never shows half a run. Of two processes that create the same file at once one fails.
 * @param version whose tables are filled; the file is then brought to the newest
 */
export function createRunFile(
  path: string,
  pageSize: number,
  fill: (database: WritableDatabase) => void = () => undefined,
  version = migrations.length
): WritableDatabase {
  const partial = partialPath(path)
  try {
    const database = asWritable(connect(partial))
    try {
      database.pragma(`page_size = ${pageSize}`)
      database.pragma(`application_id = ${applicationId}`)
      // Until it has its name nobody misses it, so that the disk is waited for once and not for every migration.
      database.pragma('synchronous = OFF')
      database.pragma('journal_mode = MEMORY')
      migrate(database, version)
      fill(database)
    } finally {
      database.close()
    }
    writeThrough(partial)
    takeName(partial, path)
  } catch (error) {
    for (const left of [partial, `${partial}-journal`]) rmSync(left, { force: true })
    throw uncreated(path, error)
  }
  try {
    return openRunForWriting(path)
  } catch (error) {
    // Nobody else has it yet.
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    throw uncreated(path, error)
  }
}

function uncreated(path: string, error: unknown): Failure {
  const reason = messageOf(error)
  return new Failure(
    `The run file ${path} cannot be created (${reason}); choose a store that can be written with --store.`,
    { kind: failureKindOf(error), cause: error }
  )
}

/**
 * A file of an older version is read as it is (`fileVersion`).
 * @throws Failure when the file is missing, damaged, not a run file, or made by a newer Maskscope.
 */
export function openRunForReading(path: string): ReadableDatabase {
  const database = asReadable(openRun(path, true))
  try {
    demandBounds(database, fileVersion(database))
    return database
  } catch (error) {
    database.close()
    throw damaged(basename(path), error, path)
  }
}

/**
 * For going through a file that may be damaged: nothing but what describes its tables is looked at beforehand.
 * @throws Failure like openRunForReading
 */
export const openRunForChecking = (path: string): ReadableDatabase => asReadable(openRun(path, true))

/** Opens a run, reads, closes. @throws Failure like openRunForReading */
export const readingRun = <T>(path: string, read: (database: ReadableDatabase) => T): T =>
  closing(openRunForReading(path), read)

/** The same of what takes neither rows nor texts into memory but those of the run itself. */
export const readingRow = <T>(path: string, read: (database: ReadableDatabase) => T): T =>
  closing(asReadable(openRun(path, true)), read)

function closing<T>(database: ReadableDatabase, read: (database: ReadableDatabase) => T): T {
  try {
    return read(database)
  } finally {
    database.close()
  }
}

/**
 * Milliseconds that a writer waits for another. A training has two, its own thread and that of its masks: while one
 * waits for the disk the other must not give the run up, and a disk that others use may take many seconds.
 */
const writerPatience = 120_000

/** The writer's connection; brings an older file to the newest version. @throws Failure like openRunForReading */
export const openRunForWriting = (path: string): WritableDatabase => prepared(path, (database) => {
  prepareForWriting(database, path)
  migrate(database)
  database.pragma(`busy_timeout = ${writerPatience}`)
})

/** For settling a file that somebody only looked at: one of an older version stays of it. */
export const openRunForSettling = (path: string): WritableDatabase =>
  prepared(path, (database) => { prepareForWriting(database, path) })

/** One that cannot be prepared is closed: it would keep the room of a file that is removed. */
function prepared(path: string, prepare: (database: WritableDatabase) => void): WritableDatabase {
  const database = asWritable(openRun(path, false))
  try {
    prepare(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function openRun(path: string, readonly: boolean): Database {
  demandNotRefused(path)
  demandSqliteFile(path)
  try {
    return identified(() => connect(path, { readonly, fileMustExist: true }), path)
  } catch (error) {
    if (!readonly || !isLeftOpen(error)) throw damaged(basename(path), error, path)
    return openLeft(path)
  }
}

/** Whose last change was cut off: it is whole once that is carried out or undone. */
function openLeft(path: string): Database {
  try {
    return identified(() => connectLeft(path), path)
  } catch (error) {
    throw damaged(basename(path), error, path)
  }
}

/** Nothing is read of a file before it is known to be one of ours. */
function identified(connected: () => Database, path: string): Database {
  const database = connected()
  try {
    const version = identify(asReadable(database), basename(path))
    // Of a copy that is read in its place, what lies there.
    demandSchema(database, database.name, {
      kind: 'run', version, make: (empty) => { migrate(asWritable(empty), version) }
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function demandSqliteFile(path: string): void {
  const name = basename(path)
  const { bytes, size } = headOf(path, `There is no run file ${name} in the store.`)
  if (!bytes.toString('latin1').startsWith('SQLite format 3\0'))
    throw new Failure(
      `${name} is not a run file: it does not begin as an SQLite database does; restore it from a copy.`
    )
  // SQLite takes what is missing of the header for zeros, and so for another program's file.
  if (size < smallestFile) throw damaged(name, new Error('it is cut off'))
}

/** Asked by most of what reads a file, so that it is prepared once for each connection. */
const versionQueries = new WeakMap<ReadableDatabase, Query>()

/** Which migrations a file that is only read has gone through: tables of a later one are not in it. */
export function fileVersion(database: ReadableDatabase): number {
  const query = versionQueries.get(database) ?? database.prepare('PRAGMA user_version').pluck()
  versionQueries.set(database, query)
  return query.get() as number
}

/** @returns the file's version. @throws Failure when it is no run file, or a newer one */
function identify(database: ReadableDatabase, name: string): number {
  if (database.pragma('application_id', { simple: true }) !== applicationId) {
    throw new Failure(`${name} is an SQLite database but not a Maskscope run file.`)
  }
  const version = fileVersion(database)
  if (version > migrations.length) {
    throw new Failure(
      `${name} was written by a newer Maskscope (file version ${version}, ` +
        `this one reads up to ${migrations.length}); update Maskscope to open it.`
    )
  }
  if (version < 1)
    throw new Failure(`${name} was never completely created and holds no run; restore it from a copy.`)
  return version
}

function prepareForWriting(database: WritableDatabase, path: string): void {
  database.pragma(`journal_mode = ${journalModeOn(networkFileSystemOf(path))}`)
  database.pragma('synchronous = NORMAL')
  database.pragma(
    `wal_autocheckpoint = ${Math.ceil(logBytes / (database.pragma('page_size', { simple: true }) as number))}`
  )
  database.pragma('foreign_keys = ON')
}

/** What stopped a run from being written, as a sentence where there is a better one; anything else as it is. */
export function writingFailure(error: unknown): unknown {
  if (troubleOf(error) !== 'full') return error
  const sentence = 'The disk of the store is full, so the run ended here; what it had stored is kept.'
  return new Failure(sentence, { kind: 'disk-full', cause: error })
}
