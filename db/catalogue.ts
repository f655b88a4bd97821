/**
 * An index of the store's runs, so that a table of a thousand does not open a thousand files. It holds nothing of its
 * own: entries follow the files' size and time, and a missing or damaged catalogue is made again from them. Of a store
 * on a network's file system, or one that cannot be written, it is kept in memory.
 */
import type { Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../preload/schema/failure'
import { runListEntrySchema } from '../preload/schema/run'
import { troubleOf } from '../preload/schema/system-errors'
import { connect, connectInMemory } from './gate/connect'
import { stateAt } from './gate/plain-file'
import { demandSchema } from './gate/schema'
import { migrations } from './migrations'
import { RunIndex, type EntryReader, type IndexMemory, type KnownRun } from './run-index'
import type { RunStore } from './store'

/** Raised whenever the shape of an entry, or what is kept with it, changes. */
const entryVersion = 10
/** Made again when it differs: another Maskscope may have met files that it was too old to read. */
const catalogueVersion = entryVersion * 1000 + migrations.length

/** Bytes, and more than any store has: what is beyond is read from the run files again. */
const [longestRow, mostRows] = [100_000, 200_000]

/** In the place of a path. */
const inMemory = ':memory:'

interface CatalogueRow { id: string; bytes: number; modified: number; file: number; open: number; entry: string }

/** Kept in a file beside the runs. */
class KeptRuns implements IndexMemory {
  #path: string
  #database: Database

  constructor(store: RunStore) {
    this.#path = store.network === null && store.canBeWritten() ? join(store.path, 'catalogue.sqlite') : inMemory
    try {
      this.#database = openCatalogue(this.#path)
    } catch (error) {
      this.#database = this.#withoutFile(error)
    }
  }

  /** Nothing where it is damaged. A run that could not be read is read again: its disk may have been away. */
  recall(): Map<string, KnownRun> {
    try {
      const rows = this.#database.prepare(`
        SELECT * FROM runs
        WHERE octet_length(id) + octet_length(entry) < ${longestRow} AND entry ->> 'state' = 'readable'
        LIMIT ${mostRows}
      `).all() as CatalogueRow[]
      return new Map(rows.map(({ id, entry, open, ...state }) =>
        [id, { state: { ...state, isOpen: open === 1 }, entry: runListEntrySchema.parse(JSON.parse(entry)) }]))
    } catch (error) {
      this.#makeAgain(error)
      return new Map()
    }
  }

  /** What a damaged one held, or this process did not keep, is read from the run files by the next one. */
  keep(changed: readonly KnownRun[], removed: readonly string[]): void {
    try {
      this.#write(changed, removed)
    } catch (error) {
      this.#makeAgain(error)
      this.#keepAgain(changed, removed)
    }
  }

  close(): void {
    this.#database.close()
  }

  #write(changed: readonly KnownRun[], removed: readonly string[]): void {
    const write = this.#database.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)')
    const remove = this.#database.prepare('DELETE FROM runs WHERE id = ?')
    this.#database.transaction(() => {
      for (const { state: { bytes, modified, file, isOpen }, entry } of changed)
        write.run(entry.id, bytes, modified, file, Number(isOpen), JSON.stringify(entry))
      for (const id of removed) remove.run(id)
    })()
  }

  #keepAgain(changed: readonly KnownRun[], removed: readonly string[]): void {
    try {
      this.#write(changed, removed)
    } catch (error) {
      this.#database.close()
      this.#database = this.#withoutFile(error)
    }
  }

  #makeAgain(error: unknown): void {
    this.#database.close()
    try {
      this.#database = madeAgain(this.#path, error)
    } catch (second) {
      this.#database = this.#withoutFile(second)
    }
  }

  /** For this process, which knows its runs in any case. @throws an error that tells of anything but the place */
  #withoutFile(error: unknown): Database {
    if (!isOfPlace(error)) throw error
    this.#path = inMemory
    return prepared(inMemory)
  }
}

export class Catalogue extends RunIndex {
  readonly #kept: KeptRuns

  constructor(store: RunStore, reader: EntryReader | null = null) {
    const kept = new KeptRuns(store)
    super(store, kept, reader)
    this.#kept = kept
  }

  close(): void {
    this.#kept.close()
  }
}

function openCatalogue(path: string): Database {
  try {
    return prepared(path)
  } catch (error) {
    return madeAgain(path, error)
  }
}

/** A disk that is full, or nothing may be written to, or that fails: the catalogue on it may be whole. */
function isOfPlace(error: unknown): boolean {
  const trouble = troubleOf(error)
  return trouble !== null && ['full', 'read-only', 'forbidden', 'disk', 'too many files'].includes(trouble)
}

/** Nothing is lost with it: it is only an index of the run files. One that is locked, or on such a disk, stays. */
function madeAgain(path: string, error: unknown): Database {
  if (isOfPlace(error)) throw error
  if (troubleOf(error) === 'locked')
    throw new Failure(`The catalogue ${path} is kept locked by another program; try again when that has ended.`)
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  return prepared(path)
}

/**
 * No write-ahead log: two processes that start at once cannot both switch it on. What a crash damages is made again,
 * so nothing waits for the disk.
 */
function prepared(path: string): Database {
  const hasFile = path !== inMemory
  const isNew = !hasFile || (stateAt(path)?.size ?? 0) === 0
  const database = hasFile ? connect(path) : connectInMemory()
  try {
    // Another process may make it just now.
    if (isNew) database.transaction(() => { if (versionOf(database) === 0) makeTable(database) }).immediate()
    if (versionOf(database) !== catalogueVersion) throw new Error('it is of another version')
    if (hasFile) demandSchema(database, path, { kind: 'catalogue', version: catalogueVersion, make: makeTable })
    database.pragma('synchronous = OFF')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const versionOf = (database: Database): unknown => database.pragma('user_version', { simple: true })

function makeTable(database: Database): void {
  database.exec(`
    CREATE TABLE runs (
      id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified REAL NOT NULL, file REAL NOT NULL, open INTEGER NOT NULL,
      entry TEXT NOT NULL
    ) STRICT;
    PRAGMA user_version = ${catalogueVersion};
  `)
}
