/**
 * A run file's connection as the rest of the program sees it: one that reads, or one that writes too. Both are branded,
 * and only db/open.ts makes them, so that code which was handed a viewer's connection cannot be made to write.
 */
import type { Database } from 'better-sqlite3'

declare const reads: unique symbol
declare const writes: unique symbol

/** A prepared statement that gives rows. */
export interface Query {
  /** The first row, or undefined. */
  get(...parameters: unknown[]): unknown
  all(...parameters: unknown[]): unknown[]
  /** One row at a time; nothing is written meanwhile. */
  iterate(...parameters: unknown[]): IterableIterator<unknown>
  /** The first column instead of rows. */
  pluck(): Query
  /** Arrays of columns instead of objects. */
  raw(): Query
}

/** A prepared statement that may change what is stored. */
export interface Statement extends Query {
  run(...parameters: unknown[]): { changes: number; lastInsertRowid: number | bigint }
  pluck(): Statement
}

export interface ReadableDatabase {
  readonly [reads]: true
  /** Path of the file. */
  readonly name: string
  prepare(sql: string): Query
  pragma(source: string, options?: { simple?: boolean }): unknown
  /** Everything inside sees one state of the file. */
  transaction<A extends unknown[], T>(work: (...given: A) => T): (...given: A) => T
  close(): void
}

export interface WritableDatabase extends ReadableDatabase {
  readonly [writes]: true
  prepare(sql: string): Statement
  exec(sql: string): unknown
}

/** Of a connection that was opened for reading. */
export const asReadable = (database: Database): ReadableDatabase => database as unknown as ReadableDatabase

/** Of a connection that was opened for writing. */
export const asWritable = (database: Database): WritableDatabase => database as unknown as WritableDatabase

/**
 * Reads in one transaction: a writer cannot get in between two statements, each of which would otherwise lock the file
 * by itself and look whether it has changed.
 */
export function consistently<T>(database: ReadableDatabase, read: () => T): T {
  // What better-sqlite3 prepares for transactions of its own is a twentieth of reading a run's line.
  const connection = database as unknown as Database
  if (connection.inTransaction) return read()
  connection.exec('BEGIN')
  try {
    return read()
  } finally {
    if (connection.inTransaction) connection.exec('COMMIT')
  }
}

/** Everything inside or nothing; no other process writes between what is read in it and what is written. */
export const immediately = <T>(database: WritableDatabase, work: () => T): T =>
  (database as unknown as Database).transaction(work).immediate()
