/**
 * An index of the store's runs, so that a table of a thousand does not open a thousand files. It holds nothing of its
 * own: entries follow the files' size and time, and a missing or damaged catalogue is made again from them.
 */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { sentenceOf } from '../preload/schema/failure'
import { runListEntrySchema, type RunListEntry } from '../preload/schema/run'
import { damaged, openRunForReading } from './open'
import { readSummary } from './runs'
import type { RunStore } from './store'

/** Raised whenever the shape of an entry changes; the catalogue is then made again. */
const catalogueVersion = 1

interface CatalogueRow { id: string; bytes: number; modified: number; entry: string }

export class Catalogue {
  readonly #store: RunStore
  readonly #database: Database

  constructor(store: RunStore) {
    this.#store = store
    store.prepareForWriting()
    this.#database = openCatalogue(join(store.path, 'catalogue.sqlite'))
  }

  /** All runs, newest first, after reading again whatever changed since the last time. */
  list(): RunListEntry[] {
    this.#refresh()
    const rows = this.#database.prepare('SELECT entry FROM runs ORDER BY id DESC').pluck().all() as string[]
    return rows.map((entry) => runListEntrySchema.parse(JSON.parse(entry)))
  }

  close(): void {
    this.#database.close()
  }

  #refresh(): void {
    const known = new Map((this.#database.prepare('SELECT * FROM runs').all() as CatalogueRow[]).map((row) => [row.id, row]))
    const ids = this.#store.ids()
    const present = new Set(ids)
    this.#database.transaction(() => {
      for (const id of ids) this.#readAgain(id, known.get(id))
      for (const id of known.keys()) if (!present.has(id)) this.#database.prepare('DELETE FROM runs WHERE id = ?').run(id)
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
export function readEntry(store: RunStore, id: string, fileBytes: number): RunListEntry {
  let database: Database | null = null
  try {
    database = openRunForReading(store.runPath(id))
    return readSummary(database, fileBytes)
  } catch (error) {
    return { state: 'damaged', id, reason: reasonOf(error, id), fileBytes }
  } finally {
    database?.close()
  }
}

function reasonOf(error: unknown, id: string): string {
  const known = error instanceof Error && error.name === 'Failure'
  return sentenceOf(known ? error : damaged(`${id}.maskrun`, error))
}

function openCatalogue(path: string): Database {
  try {
    return prepared(path)
  } catch {
    // Nothing is lost with it: it is only an index of the run files.
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
    return prepared(path)
  }
}

function prepared(path: string): Database {
  const database = new BetterSqlite3(path, { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  if (database.pragma('user_version', { simple: true }) !== catalogueVersion) {
    database.exec(`
      DROP TABLE IF EXISTS runs;
      CREATE TABLE runs (id TEXT PRIMARY KEY, bytes INTEGER NOT NULL, modified REAL NOT NULL, entry TEXT NOT NULL) STRICT;
      PRAGMA user_version = ${catalogueVersion};
    `)
  }
  return database
}
