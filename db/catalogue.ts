/**
 * An index of the store's runs, so that a table of a thousand does not open a thousand files. It holds nothing of its
 * own: entries follow the files' size and time, and a missing or damaged catalogue is made again from them. Of a store
 * on a network's file system it is kept in memory.
 */
import type { Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../preload/schema/failure'
import { runListEntrySchema } from '../preload/schema/run'
import { connect, connectInMemory, SqliteError } from './gate/connect'
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

interface CatalogueRow { id: string; bytes: number; modified: number; file: number; open: number; entry: string }

/** Kept in a file beside the runs. */
class KeptRuns implements IndexMemory {
  readonly #path: string
  #database: Database

  constructor(store: RunStore) {
    this.#path = store.network === null ? join(store.path, 'catalogue.sqlite') : ':memory:'
    store.prepareForWriting()
    this.#database = openCatalogue(this.#path)
  }

  /** Nothing where it is damaged. */
  recall(): Map<string, KnownRun> {
    try {
      const rows = this.#database.prepare(`
        SELECT * FROM runs WHERE octet_length(id) + octet_length(entry) < ${longestRow} LIMIT ${mostRows}
      `).all() as CatalogueRow[]
      return new Map(rows.map(({ id, entry, open, ...state }) =>
        [id, { state: { ...state, isOpen: open === 1 }, entry: runListEntrySchema.parse(JSON.parse(entry)) }]))
    } catch (error) {
      this.#makeAgain(error)
      return new Map()
    }
  }

  /** What a damaged one held is read from the run files by the next process. */
  keep(changed: readonly KnownRun[], removed: readonly string[]): void {
    try {
      this.#write(changed, removed)
    } catch (error) {
      this.#makeAgain(error)
      this.#write(changed, removed)
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

  #makeAgain(error: unknown): void {
    this.#database.close()
    this.#database = madeAgain(this.#path, error)
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

/** Nothing is lost with it: it is only an index of the run files. A locked one is whole, and stays. */
function madeAgain(path: string, error: unknown): Database {
  if (isLocked(error))
    throw new Failure(`The catalogue ${path} is kept locked by another program; try again when that has ended.`)
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  return prepared(path)
}

const isLocked = (error: unknown): boolean =>
  error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')

/**
 * No write-ahead log: two processes that start at once cannot both switch it on. What a crash damages is made again,
 * so nothing waits for the disk.
 */
function prepared(path: string): Database {
  const inMemory = path === ':memory:'
  const isNew = inMemory || (stateAt(path)?.size ?? 0) === 0
  const database = inMemory ? connectInMemory() : connect(path)
  try {
    // Another process may make it just now.
    if (isNew) database.transaction(() => { if (versionOf(database) === 0) makeTable(database) }).immediate()
    if (versionOf(database) !== catalogueVersion) throw new Error('it is of another version')
    if (!inMemory) demandSchema(database, path, { kind: 'catalogue', version: catalogueVersion, make: makeTable })
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
