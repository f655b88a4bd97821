/** Opening run files: identification, versions, and one sentence for whatever is wrong with a file. */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { partialPath, takeName, writeThrough } from '../main/files/partial-file'
import { Failure } from '../preload/schema/failure'
import { asReadable, asWritable, type Query, type ReadableDatabase, type WritableDatabase } from './database'
import { journalModeOn, networkFileSystemOf } from './file-system'
import { migrate, migrations } from './migrations'

/** "MSKS": tells a run file from any other SQLite database. */
export const applicationId = 0x4d534b53

/** Bytes of the smallest SQLite file: one page of the smallest size. */
const smallestFile = 512

/**
 * Bytes of the write-ahead log after which it is moved into the file: moving waits for the disk, and SQLite's thousand
 * pages may be a single batch of masks.
 */
const logBytes = 32 * 2 ** 20

/** Longest that a statement waits for another process' lock, in milliseconds. */
const busyTimeout = 5000

/**
 * Creates a run's file with its tables and what `fill` puts into them. It appears under its name only when all of that
 * is in it: a list never shows half a run. Of two processes that create the same file at once one fails.
 */
export function createRunFile(
  path: string,
  pageSize: number,
  fill: (database: WritableDatabase) => void = () => undefined
): WritableDatabase {
  const partial = partialPath(path)
  try {
    const database = asWritable(new BetterSqlite3(partial, { timeout: busyTimeout }))
    try {
      database.pragma(`page_size = ${pageSize}`)
      database.pragma(`application_id = ${applicationId}`)
      // Until it has its name nobody misses it, so that the disk is waited for once and not for every migration.
      database.pragma('synchronous = OFF')
      database.pragma('journal_mode = MEMORY')
      migrate(database)
      fill(database)
    } finally {
      database.close()
    }
    writeThrough(partial)
    takeName(partial, path)
  } catch (error) {
    for (const left of [partial, `${partial}-journal`]) rmSync(left, { force: true })
    throw new Failure(
      `The run file ${path} cannot be created (${messageOf(error)}); choose a store that can be written with --store.`
    )
  }
  return openRunForWriting(path)
}

/**
 * A file of an older version is read as it is (`fileVersion`).
 * @throws Failure when the file is missing, damaged, not a run file, or made by a newer Maskscope.
 */
export function openRunForReading(path: string): ReadableDatabase {
  return asReadable(openRun(path, true))
}

/** Opens a run, reads, closes. @throws Failure like openRunForReading */
export function readingRun<T>(path: string, read: (database: ReadableDatabase) => T): T {
  const database = openRunForReading(path)
  try {
    return read(database)
  } finally {
    database.close()
  }
}

/** The writer's connection; brings an older file to the newest version. @throws Failure like openRunForReading */
export function openRunForWriting(path: string): WritableDatabase {
  const database = openRunForSettling(path)
  migrate(database)
  return database
}

/** For settling a file that somebody only looked at: one of an older version stays of it. */
export function openRunForSettling(path: string): WritableDatabase {
  const database = asWritable(openRun(path, false))
  prepareForWriting(database, path)
  return database
}

function openRun(path: string, readonly: boolean): Database {
  const name = basename(path)
  demandSqliteFile(path)
  let database: Database | null = null
  try {
    database = new BetterSqlite3(path, { readonly, fileMustExist: true, timeout: busyTimeout })
    identify(asReadable(database), name)
    return database
  } catch (error) {
    database?.close()
    throw damaged(name, error)
  }
}

function demandSqliteFile(path: string): void {
  const name = basename(path)
  if (!existsSync(path)) throw new Failure(`There is no run file ${name} in the store.`)
  if (!statSync(path).isFile()) throw new Failure(`${name} is not a file, so it cannot be a run.`)
  const head = Buffer.alloc(16)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, 16, 0)
  } finally {
    closeSync(file)
  }
  if (head.toString('latin1') !== 'SQLite format 3\0') {
    throw new Failure(
      `${name} is not a run file: it does not begin as an SQLite database does; delete it or restore it from a copy.`
    )
  }
  // SQLite takes what is missing of the header for zeros, and so for another program's file.
  if (statSync(path).size < smallestFile) throw damaged(name, new Error('it is cut off'))
}

/** Asked by most of what reads a file, so that it is prepared once for each connection. */
const versionQueries = new WeakMap<ReadableDatabase, Query>()

/** Which migrations a file that is only read has gone through: tables of a later one are not in it. */
export function fileVersion(database: ReadableDatabase): number {
  const query = versionQueries.get(database) ?? database.prepare('PRAGMA user_version').pluck()
  versionQueries.set(database, query)
  return query.get() as number
}

function identify(database: ReadableDatabase, name: string): void {
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
  if (version < 1) throw new Failure(`${name} was never completely created and holds no run; delete it.`)
}

function prepareForWriting(database: WritableDatabase, path: string): void {
  database.pragma(`journal_mode = ${journalModeOn(networkFileSystemOf(path))}`)
  database.pragma('synchronous = NORMAL')
  database.pragma(
    `wal_autocheckpoint = ${Math.ceil(logBytes / (database.pragma('page_size', { simple: true }) as number))}`
  )
  database.pragma('foreign_keys = ON')
}

/**
 * A sentence for an error that SQLite or a schema met inside a file that looked like a run; one that is a sentence
 * already stays.
 */
export function damaged(name: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure(`${name} is damaged (${messageOf(error)}); delete it or restore it from a copy.`)
}

/** What stopped a run from being written, as a sentence where there is one; anything else as it is. */
export function writingFailure(error: unknown): unknown {
  const full = error instanceof BetterSqlite3.SqliteError && error.code === 'SQLITE_FULL'
  if (!full) return error
  const sentence = 'The disk of the store is full, so the run ended here; what it had stored is kept.'
  return new Failure(sentence, { kind: 'disk-full' })
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues
      .slice(0, 1)
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join()
  return error instanceof Error ? error.message : String(error)
}
