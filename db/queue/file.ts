/**
 * The queue's file (see `place.ts`). Nothing else knows what waits, so that it is written through to the disk,
 * and one that is damaged is moved aside, never deleted. It is made when something is first put into it.
 */
import type { Database } from 'better-sqlite3'
import { existsSync, renameSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../../main/files/make-folder'
import { ownFolder } from '../../main/files/own-rights'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { connect, SqliteError } from '../gate/connect'
import { demandSchema } from '../gate/schema'
import { lockStateOf } from '../lock/file-lock'
import { runLockState } from '../lock/run-lock'
import type { RunStore } from '../store'
import { queuePath } from './place'
import { isHeld, type EntryRow, type InHand } from './rows'

/** "MSKQ": tells a queue from any other SQLite database. */
const applicationId = 0x4d534b51

/** The one at index n brings `user_version` from n to n + 1. */
const migrations: readonly string[] = [`
  CREATE TABLE queue (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    paused INTEGER NOT NULL,
    at_once INTEGER NOT NULL,
    notice TEXT,
    runner TEXT,
    host TEXT,
    process INTEGER,
    heartbeat_at TEXT
  ) STRICT;
  INSERT INTO queue (one, paused, at_once) VALUES (1, 0, 1);
  CREATE TABLE entries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    position INTEGER NOT NULL,
    immediate INTEGER NOT NULL,
    name TEXT NOT NULL,
    configuration TEXT NOT NULL,
    data_folder TEXT,
    weight_masks TEXT,
    group_name TEXT,
    key TEXT,
    added_at TEXT NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    run TEXT UNIQUE,
    doing TEXT,
    outcome TEXT,
    sentence TEXT,
    launches INTEGER NOT NULL DEFAULT 0,
    host TEXT,
    process INTEGER,
    heartbeat_at TEXT
  ) STRICT;
  CREATE INDEX entries_by_state ON entries (state, position);
`, `
  ALTER TABLE entries ADD COLUMN resumed_from INTEGER;
`, `
  ALTER TABLE queue ADD COLUMN of_file TEXT;
`]

interface Connection { database: Database; file: number }

/** What is no queue, or no whole one; nothing in it can be relied on. */
class Damage extends Error {}

export class QueueFile {
  readonly path: string
  readonly #store: RunStore
  #connection: Connection | null = null
  #changes = 0

  constructor(store: RunStore) {
    this.#store = store
    this.path = queuePath(store)
  }

  /** @returns `none` where there is no queue yet @throws Failure when it cannot be read */
  read<T>(work: (database: Database) => T, none: T): T {
    if (!existsSync(this.path)) return none
    return this.#soundly((database) => database.transaction(() => work(database))())
  }

  /** All of it or nothing, and no other process writes in between. @throws Failure when it cannot be written */
  write<T>(work: (database: Database) => T): T {
    this.#store.prepareForWriting()
    makeFolder(dirname(this.path), ownFolder)
    const result = this.#soundly((database) => database.transaction(() => work(database)).immediate())
    this.#changes += 1
    return result
  }

  /** Of the process that starts what waits. */
  get lockPath(): string {
    return this.path.replace(/\.sqlite$/, '.lock')
  }

  /** Whether the process that is to start what waits is there. */
  isAttended(runner: InHand, now = new Date()): boolean {
    return isHeld(runner, lockStateOf(this.lockPath), now)
  }

  /** Whether a process has the entry in hand: it has the lock of the run that it is to be. */
  isInHand(row: EntryRow, now: Date): boolean {
    return isHeld(row, row.run === null ? 'unknown' : runLockState(this.#store.runPath(row.run)), now)
  }

  /** Differs from the one before when any process has changed the queue since. */
  version(): string {
    const others = this.read((database) => database.pragma('data_version', { simple: true }) as number, 0)
    return `${this.#connection?.file ?? 0} ${others} ${this.#changes}`
  }

  close(): void {
    this.#connection?.database.close()
    this.#connection = null
  }

  #soundly<T>(work: (database: Database) => T): T {
    try {
      return work(this.#connected())
    } catch (error) {
      if (!isDamage(error)) throw sentenced(error)
      this.close()
      this.#moveAside(error)
      return work(this.#connected())
    }
  }

  /** Another process may have moved the file aside and made a new one. */
  #connected(): Database {
    const known = this.#connection
    if (known !== null && statSync(this.path, { throwIfNoEntry: false })?.ino === known.file) return known.database
    this.close()
    const database = opened(this.path)
    this.#connection = { database, file: statSync(this.path).ino }
    return database
  }

  #moveAside(reason: Error): void {
    if (isWhole(this.path)) return
    const aside = join(dirname(this.path), `queue-damaged-${new Date().toISOString().replace(/[:.]/g, '-')}.sqlite`)
    for (const suffix of ['-journal', '']) if (existsSync(this.path + suffix)) move(this.path + suffix, aside + suffix)
    const notice =
      `The queue’s file was damaged (${reason.message}) and was moved aside, to ${basename(aside)} beside it; ` +
      'add the trainings that waited again.'
    this.#connected().prepare('UPDATE queue SET notice = ?').run(notice)
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    throw sentenced(error)
  }
}

/** @throws Damage when it is no whole queue */
function opened(path: string): Database {
  const database = connect(path)
  try {
    identify(database, path)
    database.pragma('synchronous = FULL')
    database.transaction(() => migrate(database)).immediate()
    holdCopy(database, path)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function identify(database: Database, path: string): void {
  const version = database.pragma('user_version', { simple: true }) as number
  const application = database.pragma('application_id', { simple: true }) as number
  if (version > migrations.length)
    throw new Failure('The queue of this store was written by a newer Maskscope; update Maskscope to use it.')
  if (statSync(path).size === 0) return
  if (application !== applicationId) throw new Damage('it is not a queue')
  demandOwnSchema(database, path, version)
  if (database.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new Damage('its pages do not fit together')
  if (version > 0 && database.prepare('SELECT count(*) FROM queue').pluck().get() !== 1)
    throw new Damage('what it says of itself is missing')
}

/** @throws Damage when it has anything that a queue has not */
function demandOwnSchema(database: Database, path: string, version: number): void {
  try {
    const make = (empty: Database): void => { for (const step of migrations.slice(0, version)) empty.exec(step) }
    demandSchema(database, path, { kind: 'queue', version, make })
  } catch (error) {
    throw error instanceof SqliteError ? error : new Damage(reasonOf(error))
  }
}

function migrate(database: Database): void {
  const version = database.pragma('user_version', { simple: true }) as number
  for (const step of migrations.slice(version)) database.exec(step)
  if (version < migrations.length) {
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${migrations.length}`)
  }
}

const heldCopy =
  'This queue is a copy of another, so that nothing in it starts by itself; see what waits, and continue the queue.'

/**
 * A copy may be a stranger's, and starts nothing until a person lets it. A file is told from its copy by its number and
 * the moment it was made.
 */
function holdCopy(database: Database, path: string): void {
  const { ino, birthtimeNs } = statSync(path, { bigint: true })
  const self = `${ino} ${birthtimeNs}`
  const isKnown = (): boolean => database.prepare('SELECT of_file FROM queue').pluck().get() === self
  if (isKnown()) return
  database.transaction(() => {
    if (isKnown()) return
    database.prepare(`
      UPDATE queue SET of_file = ?, runner = NULL, host = NULL, process = NULL, heartbeat_at = NULL
    `).run(self)
    const { changes } = database.prepare(`
      UPDATE entries SET state = 'waiting', doing = NULL, launches = 0, host = NULL, process = NULL,
        heartbeat_at = NULL,
        run = CASE WHEN state = 'running' OR resumed_from IS NOT NULL THEN run END,
        resumed_from = CASE WHEN state = 'running' THEN -1 ELSE resumed_from END
      WHERE state IN ('preparing', 'creating', 'running')
    `).run()
    const waits = changes > 0 || database.prepare("SELECT 1 FROM entries WHERE state = 'waiting'").get() !== undefined
    if (!waits) return
    database.prepare('UPDATE entries SET immediate = 0').run()
    database.prepare('UPDATE queue SET paused = 1, notice = ?').run(heldCopy)
  }).immediate()
}

function isWhole(path: string): boolean {
  try {
    opened(path).close()
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw sentenced(error)
  }
}

const isDamage = (error: unknown): error is Error =>
  error instanceof Damage ||
  (error instanceof SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code))

function sentenced(error: unknown): unknown {
  const known = error instanceof SqliteError || (error instanceof Error && 'syscall' in error)
  if (!known) return error
  return new Failure(
    `The queue of this store cannot be used (${error.message}); see that its folder can be written, and try again.`
  )
}
