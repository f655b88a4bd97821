/**
 * An index of the store's runs, so that a table of a thousand does not open a thousand files. It holds nothing of its
 * own: entries follow the files' size and time, and a missing or damaged catalogue is made again from them.
 */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../preload/schema/failure'
import { runListEntrySchema, type RunListEntry } from '../preload/schema/run'
import { migrations } from './migrations'
import { damaged, readingRun } from './open'
import type { RunFiles } from './run-files'
import { readSummary } from './runs'
import type { RunStore } from './store'

/** Raised whenever the shape of an entry changes. */
const entryVersion = 6
/** Made again when it differs: another Maskscope may have met files that it was too old to read. */
const catalogueVersion = entryVersion * 1000 + migrations.length

interface CatalogueRow { id: string; bytes: number; modified: number; entry: string }

export class Catalogue {
  readonly #store: RunStore
  readonly #path: string
  #database: Database

  constructor(store: RunStore) {
    this.#store = store
    this.#path = join(store.path, 'catalogue.sqlite')
    store.prepareForWriting()
    this.#database = openCatalogue(this.#path)
  }

  /** All runs, newest first, after reading again whatever changed since the last time. */
  list(): RunListEntry[] {
    try {
      return this.#listed()
    } catch (error) {
      this.#database.close()
      this.#database = madeAgain(this.#path, error)
      return this.#listed()
    }
  }

  close(): void {
    this.#database.close()
  }

  #listed(): RunListEntry[] {
    this.#refresh()
    const rows = this.#database.prepare('SELECT entry FROM runs ORDER BY id DESC').pluck().all() as string[]
    return rows.map((entry) => runListEntrySchema.parse(JSON.parse(entry)))
  }

  #refresh(): void {
    const known = new Map(
      (this.#database.prepare('SELECT * FROM runs').all() as CatalogueRow[]).map((row) => [row.id, row])
    )
    const ids = this.#store.ids()
    const present = new Set(ids)
    this.#database.transaction(() => {
      for (const id of ids) this.#readAgain(id, known.get(id))
      for (const id of known.keys())
        if (!present.has(id)) this.#database.prepare('DELETE FROM runs WHERE id = ?').run(id)
    })()
  }

  #readAgain(id: string, known: CatalogueRow | undefined): void {
    const { bytes, modified } = this.#store.fileState(id)
    // A run that was running is read again in any case: its process may have died without touching the file.
    const settled = known && !known.entry.includes('"status":"running"')
    if (settled && known.bytes === bytes && known.modified === modified) return
    const text = JSON.stringify(readEntry(this.#store, id, bytes))
    this.#database.prepare('INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?)').run(id, bytes, modified, text)
  }
}

/** One run's line; a damaged file gives its reason instead of hiding the others. */
export function readEntry(files: RunFiles, id: string, fileBytes: number): RunListEntry {
  const name = files.fileName(id)
  try {
    const summary = readingRun(files.runPath(id), (database) => readSummary(database, fileBytes))
    if (summary.id !== id) throw new Failure(`${name} holds run ${summary.id}; give the file that name again.`)
    return summary
  } catch (error) {
    return { state: 'damaged', id, reason: damaged(name, error).message, fileBytes }
  }
}

/** All runs that there are, each read anew: nothing is written, so no index of them is kept. */
export const listAnew = (files: RunFiles): RunListEntry[] =>
  files.ids().map((id) => readEntry(files, id, files.fileState(id).bytes))

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
  error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')

/**
 * No write-ahead log: two processes that start at once cannot both switch it on. What a crash damages is made again,
 * so nothing waits for the disk.
 */
function prepared(path: string): Database {
  const database = new BetterSqlite3(path, { timeout: 5000 })
  try {
    database.pragma('synchronous = OFF')
    database.transaction(() => { demandTable(database) }).immediate()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function demandTable(database: Database): void {
  if (database.pragma('user_version', { simple: true }) === catalogueVersion) return
  database.exec(`
    DROP TABLE IF EXISTS runs;
    CREATE TABLE runs (id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified REAL NOT NULL, entry TEXT NOT NULL) STRICT;
    PRAGMA user_version = ${catalogueVersion};
  `)
}
