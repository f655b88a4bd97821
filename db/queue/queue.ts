/**
 * What waits to be trained in a store. Any number of processes may change it at once: every change is one transaction
 * (db/queue/file.ts). Who starts what waits is db/queue/lease.ts.
 */
import type { Database } from 'better-sqlite3'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import {
  emptyQueue, mostBesideNow, mostWaiting, type Queue, type QueueEntry, type QueuePlace
} from '../../preload/schema/queue'
import type { QueueFile } from './file'
import { configurationOf, entryOf, entryRow, isReadable, type EntryRow, type InHand, type TrainingFiles } from './rows'

/** Entries that have ended are history: of more than these the oldest go. */
const mostEnded = 1000

export interface NewEntry {
  configuration: TrainingConfiguration
  name: string
  files: TrainingFiles
  /** What it shares with others, as the id of a sweep. */
  group: string | null
  /** Hash of the configuration. */
  key: string | null
  /** One that was stopped or cut off, to be gone on with; null of a training that begins. */
  run: string | null
}

/** Of one that could not begin there is no run that tells; it stands in the queue until somebody has seen it. */
const couldNotBegin = "state = 'ended' AND outcome = 'failed' AND run IS NULL"
const isListed = `(state IN ('waiting', 'preparing', 'creating', 'running') OR (${couldNotBegin}))`
/** Started ones first, then as they will be started. */
const inTurn = "state = 'waiting', CASE state WHEN 'waiting' THEN '' ELSE since END, immediate DESC, position"

export class RunQueue {
  constructor(private readonly file: QueueFile) {}

  /** @param ended whether entries that have ended come too, after all others and newest first */
  list(ended = false, now = new Date()): Queue {
    return this.file.read((database) => {
      const row = database.prepare('SELECT * FROM queue').get() as QueueRow
      const open = rowsOf(database, `WHERE ${isListed} ORDER BY ${inTurn}`)
      const over = ended ? rowsOf(database, `WHERE NOT ${isListed} ORDER BY since DESC, number DESC`) : []
      return {
        paused: row.paused === 1,
        atOnce: row.at_once,
        attended: this.file.isAttended(row, now),
        notice: row.notice,
        entries: [...open, ...over].map(entryOf)
      }
    }, emptyQueue)
  }

  /** @throws Failure when there is none of that number */
  entry(number: number): { entry: QueueEntry; configuration: TrainingConfiguration | null } {
    const row = this.file.read((database) => rowOf(database, number), null)
    if (row === null) throw noEntry(number)
    const configuration = configurationOf(row)
    return { entry: entryOf(row), configuration: isReadable(configuration) ? configuration : null }
  }

  /**
   * Adds all of them or none, at the end. Of one that goes on with a run, the entry that it was waits again.
   * @returns their numbers, in their order
   * @throws Failure when too many wait, or are to be started at once
   */
  add(entries: readonly NewEntry[], immediate = false, now = new Date()): number[] {
    return this.file.write((database) => {
      demandRoom(database, entries.length)
      const numbers = entries.map((entry) => enter(database, entry, immediate, now))
      database.prepare(`
        DELETE FROM entries WHERE NOT ${isListed} AND number NOT IN
          (SELECT number FROM entries WHERE NOT ${isListed} ORDER BY since DESC, number DESC LIMIT ${mostEnded})
      `).run()
      return numbers
    })
  }

  /** A training that was asked to end by nobody but the system goes on when something starts what waits. */
  waitAgain(number: number, run: string, now = new Date()): void {
    this.file.write((database) => database.prepare(`
      UPDATE entries SET state = 'waiting', since = ?, immediate = 0, resumed_from = -1, outcome = NULL,
        sentence = NULL, launches = 0 WHERE number = ? AND state IN ('running', 'ended') AND run = ?
    `).run(now.toISOString(), number, run))
  }

  /**
   * Moves waiting entries, which keep their order among themselves.
   * @throws Failure when one does not wait, or too many are to be started at once; then nothing is moved
   */
  move(numbers: readonly number[], place: QueuePlace): void {
    this.file.write((database) => {
      for (const number of numbers) demandWaiting(database, number)
      if (place.kind === 'before') demandWaiting(database, place.entry)
      if (place.kind === 'now') demandRoomNow(database, numbers.length)
      const moved = new Set(numbers)
      const waiting = rowsOf(database, "WHERE state = 'waiting' ORDER BY immediate DESC, position")
      const those = waiting.filter(({ number }) => moved.has(number))
      const others = waiting.filter(({ number }) => !moved.has(number))
      const at = placeAmong(others, waiting, place)
      const order = [...others.slice(0, at), ...those, ...others.slice(at)]
      const set = database.prepare('UPDATE entries SET position = ?, immediate = ? WHERE number = ?')
      const end = database.prepare('SELECT max(position) FROM entries').pluck().get() as number
      order.forEach(({ number }, index) =>
        set.run(end + index + 1, place.kind === 'now' && moved.has(number) ? 1 : 0, number))
    })
  }

  /**
   * Entries that have not begun to write a run, or could not, are taken off.
   * @returns the runs of the others, which go on until they are asked to stop
   * @throws Failure when one has ended already; then nothing is cancelled
   */
  cancel(numbers: readonly number[], now = new Date()): string[] {
    return this.file.write((database) => numbers.flatMap((number) => {
      const row = rowOf(database, number)
      if (row === null) throw noEntry(number)
      if (row.state === 'cancelled' || (row.state === 'ended' && (row.outcome !== 'failed' || row.run !== null)))
        throw new Failure(`Entry ${number} of the queue has ended already, so there is nothing to cancel.`)
      if (row.state === 'running' || row.state === 'creating') return row.run === null ? [] : [row.run]
      database.prepare("UPDATE entries SET state = 'cancelled', since = ? WHERE number = ?")
        .run(now.toISOString(), number)
      return []
    }))
  }

  /**
   * The same of all entries of a group that have not ended.
   * @returns the runs of those that have begun to write one, which go on until they are asked to stop
   */
  cancelGroup(group: string, now = new Date()): string[] {
    return this.file.write((database) => {
      database.prepare(`
        UPDATE entries SET state = 'cancelled', since = ?
        WHERE group_name = ? AND (state IN ('waiting', 'preparing') OR (${couldNotBegin}))
      `).run(now.toISOString(), group)
      const others = database.prepare(`
        SELECT run FROM entries WHERE group_name = ? AND state IN ('creating', 'running') AND run IS NOT NULL
      `)
      return others.pluck().all(group) as string[]
    })
  }

  /**
   * Started entries that have not begun to write a run wait again.
   * @returns the runs of the others, which go on until they are asked to stop
   */
  interrupt(now = new Date()): string[] {
    return this.file.write((database) => {
      database.prepare(`
        UPDATE entries SET state = 'waiting', since = ?, run = CASE WHEN resumed_from IS NULL THEN NULL ELSE run END,
          doing = NULL, launches = 0, host = NULL, process = NULL, heartbeat_at = NULL
        WHERE state = 'preparing'
      `).run(now.toISOString())
      const others = database.prepare("SELECT run FROM entries WHERE state IN ('creating', 'running')")
      return others.pluck().all() as string[]
    })
  }

  setPaused(paused: boolean): void {
    this.file.write((database) => database.prepare('UPDATE queue SET paused = ?').run(paused ? 1 : 0))
  }

  setAtOnce(atOnce: number): void {
    this.file.write((database) => database.prepare('UPDATE queue SET at_once = ?').run(atOnce))
  }

  /** Somebody has read what became of a damaged queue. */
  acknowledge(): void {
    this.file.write((database) => database.prepare('UPDATE queue SET notice = NULL').run())
  }
}

interface QueueRow extends InHand { paused: number; at_once: number; notice: string | null }

/** @returns its number */
function enter(database: Database, entry: NewEntry, immediate: boolean, now: Date): number {
  const { run } = entry
  const known = run === null ? undefined : entryOfRun(database, run)
  if (known !== undefined && known.state !== 'ended' && known.state !== 'cancelled') return known.number
  if (immediate) demandRoomNow(database, 1)
  if (run === null) return insertLast(database, entry, immediate, now)
  const number = known?.number ?? insertLast(database, entry, immediate, now)
  database.prepare(`
    UPDATE entries SET state = 'waiting', since = ?, immediate = ?, position = ?, run = ?, resumed_from = -1,
      outcome = NULL, sentence = NULL, launches = 0 WHERE number = ?
  `).run(now.toISOString(), immediate ? 1 : 0, lastPosition(database) + 1, run, number)
  return number
}

const entryOfRun = (database: Database, run: string): { number: number; state: string } | undefined =>
  database.prepare('SELECT number, state FROM entries WHERE run = ?').get(run) as
    { number: number; state: string } | undefined

/** @returns its number */
function insertLast(
  database: Database, { name, configuration, files, group, key }: NewEntry, immediate: boolean, now: Date
): number {
  const instant = now.toISOString()
  return Number(database.prepare(`
    INSERT INTO entries (position, immediate, name, configuration, data_folder, weight_masks, group_name, key,
      added_at, state, since)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)
  `).run(
    lastPosition(database) + 1, immediate ? 1 : 0, name, JSON.stringify(configuration), files.dataFolder,
    files.weightMasks, group, key, instant, instant
  ).lastInsertRowid)
}

const lastPosition = (database: Database): number =>
  database.prepare('SELECT coalesce(max(position), 0) FROM entries').pluck().get() as number

const rowsOf = (database: Database, rest: string): EntryRow[] =>
  database.prepare(`SELECT * FROM entries ${rest}`).all().map(entryRow)

export function rowOf(database: Database, number: number): EntryRow | null {
  const raw = database.prepare('SELECT * FROM entries WHERE number = ?').get(number)
  return raw === undefined ? null : entryRow(raw)
}

const noEntry = (number: number): Failure =>
  new Failure(`There is no entry ${number} in the queue; "maskscope queue" lists them.`)

function demandWaiting(database: Database, number: number): void {
  const row = rowOf(database, number)
  if (row === null) throw noEntry(number)
  if (row.state !== 'waiting')
    throw new Failure(`Entry ${number} of the queue does not wait any more, so it cannot be moved.`)
}

function demandRoom(database: Database, more: number): void {
  const waiting = countOf(database, "state = 'waiting'")
  if (waiting + more > mostWaiting)
    throw new Failure(`${waiting} trainings wait in the queue, which has room for ${mostWaiting}; cancel some first.`)
}

function demandRoomNow(database: Database, more: number): void {
  const underWay = countOf(database, "state IN ('preparing', 'creating', 'running')")
  const next = countOf(database, "state = 'waiting' AND immediate = 1")
  if (underWay + next + more > mostBesideNow)
    throw new Failure(
      `${underWay + next} trainings are under way, and no more than ${mostBesideNow} may be started at once beside ` +
        'each other; let them wait in their turn, or stop some.'
    )
}

const countOf = (database: Database, which: string): number =>
  database.prepare(`SELECT count(*) FROM entries WHERE ${which}`).pluck().get() as number

/** Before one that is moved itself means before what follows it. */
function placeAmong(others: readonly EntryRow[], waiting: readonly EntryRow[], place: QueuePlace): number {
  if (place.kind === 'last') return others.length
  if (place.kind !== 'before') return 0
  const from = waiting.findIndex(({ number }) => number === place.entry)
  const next = waiting.slice(from).find(({ number }) => others.some((other) => other.number === number))
  return next === undefined ? others.length : others.findIndex(({ number }) => number === next.number)
}
