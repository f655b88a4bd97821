/**
 * Which process starts what waits: one at a time, chosen in the queue's own file. It holds a lock beside it, so that
 * the next that asks takes its place when it is gone, and says every ten seconds that it lives, for one that is held
 * by a debugger or a signal keeps its lock. Every change of an entry looks in the same transaction who it is now.
 */
import type { Database } from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import type { QueueOutcome } from '../../preload/schema/queue'
import { thisOwner } from '../liveness'
import { FileLock, lockStateOf } from '../lock/file-lock'
import type { QueueFile } from './file'
import { rowOf } from './queue'
import {
  configurationOf, entryRow, isReadable, type EntryRow, type InHand, type TrainingFiles
} from './rows'

/** Milliseconds. */
const beatEvery = 10_000
/** Milliseconds without a sign of life, by the clock of whoever waits for one, after which it is held by something. */
const silenceLimit = 60_000

/** A training whose process dies again and again without getting any further is not started for ever. */
const mostLaunches = 3

/** What a training process is to be given. */
export interface Launch {
  number: number
  run: string
  /** Whether the run is there and to be gone on with. */
  goesOn: boolean
  name: string
  configuration: TrainingConfiguration
  files: TrainingFiles
}

/** An entry that has been started and has not ended. */
export interface StartedEntry {
  number: number
  run: string
  /** Whether its run file is there, as far as the queue knows. */
  hasFile: boolean
  /** Whether a process prepares it just now. */
  held: boolean
  /** Whether it was started to go on with a run. */
  goesOn: boolean
}

/** Who starts what waits, as the queue's file has it. */
interface RunnerRow extends InHand { runner: string | null }

export class QueueLease {
  readonly #name = randomUUID()
  readonly #clock: () => number
  #beaten = -Infinity
  #lock: FileLock | null = null
  /** The last sign of life of another process, and when it was first seen. */
  #heard = { sign: '', at: 0 }

  /** @param clock milliseconds that nobody sets back */
  constructor(private readonly file: QueueFile, clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** @returns whether this process is the one; it may have been taken for gone while its machine slept */
  take(now = new Date()): boolean {
    const row = this.file.read(runnerRow, nobody)
    if (row.runner === this.#name) {
      if (this.#lock?.isThere() !== true) this.#free()
      this.#lock ??= this.#taken()
      return this.#clock() - this.#beaten < beatEvery || this.#write(row, now)
    }
    this.#free()
    const isSilent = this.#isSilent(row)
    if (!isSilent && !this.#mayFollow(row, now)) return false
    this.#lock = this.#taken()
    if (this.#lock === null && !isSilent) return false
    return this.#write(row, now)
  }

  /** Lets another process take its place at once. */
  leave(): void {
    this.#free()
    this.file.write((database) => {
      database.prepare('UPDATE queue SET runner = NULL, host = NULL, process = NULL, heartbeat_at = NULL ' +
        'WHERE runner = ?').run(this.#name)
    })
  }

  /**
   * Marks the next entry that may be started as started, under a run's id that stands there before any process does.
   * @returns null when none may, or another process has taken over
   */
  startNext(newId: () => string, now = new Date()): Launch | null {
    return this.file.write((database) => {
      if (!this.#isOurs(database)) return null
      const launch = nextWaiting(database)
      if (launch === null) return null
      const run = launch.run ?? newId()
      database.prepare("UPDATE entries SET state = 'preparing', run = ?, since = ?, launches = 1 WHERE number = ?")
        .run(run, now.toISOString(), launch.number)
      return { ...launch, run }
    })
  }

  /**
   * For an entry whose process is gone: it is started again under the same id, or ended after the third time in which
   * it got no further.
   * @param reached the iteration at which its run would go on; null where it has no run file
   * @returns null when it is not to be started
   */
  startAgain(number: number, reached: number | null, sentence: string | null, now = new Date()): Launch | null {
    return this.file.write((database) => {
      const row = rowOf(database, number)
      if (!this.#isOurs(database) || row === null || row.run === null) return null
      if (!isStarted(row) || this.file.isInHand(row, now)) return null
      const configuration = configurationOf(row)
      const gotOn = reached !== null && (row.resumed_from === null || reached > row.resumed_from)
      if ((row.launches >= mostLaunches && !gotOn) || !isReadable(configuration)) {
        end(database, number, 'failed', sentence ?? diedAgain(reached), reached !== null, now)
        return null
      }
      database.prepare(`
        UPDATE entries SET state = 'preparing', launches = ?, resumed_from = ?, host = NULL, process = NULL,
          heartbeat_at = NULL WHERE number = ?
      `).run(gotOn ? 1 : row.launches + 1, reached, number)
      return { ...launchOf(row, configuration), run: row.run, goesOn: reached !== null }
    })
  }

  /** Of an earlier Maskscope there is no lock, but signs of life. */
  #mayFollow(row: RunnerRow, now: Date): boolean {
    return lockStateOf(this.file.lockPath) !== 'held' && !this.file.isAttended(row, now)
  }

  #isSilent({ runner, heartbeat_at: heartbeatAt }: RunnerRow): boolean {
    const sign = `${runner} ${heartbeatAt}`
    if (this.#heard.sign !== sign) this.#heard = { sign, at: this.#clock() }
    return runner !== null && this.#clock() - this.#heard.at > silenceLimit
  }

  #taken(): FileLock | null {
    return FileLock.take(this.file.lockPath, 'own', 0)
  }

  #free(): void {
    this.#lock?.release()
    this.#lock = null
  }

  #isOurs(database: Database): boolean {
    return runnerRow(database).runner === this.#name
  }

  /** @param seen what this process has decided by; another may have been quicker */
  #write(seen: RunnerRow, now: Date): boolean {
    const isOurs = this.file.write((database) => {
      const { runner, heartbeat_at: heartbeatAt } = runnerRow(database)
      if (runner !== seen.runner || heartbeatAt !== seen.heartbeat_at) return false
      const { host, process, heartbeatAt: beat } = thisOwner(now)
      database.prepare('UPDATE queue SET runner = ?, host = ?, process = ?, heartbeat_at = ?')
        .run(this.#name, host, process, beat)
      return true
    })
    if (isOurs) this.#beaten = this.#clock()
    else this.#free()
    return isOurs
  }
}

const nobody: RunnerRow = { runner: null, host: null, process: null, heartbeat_at: null }

const runnerRow = (database: Database): RunnerRow =>
  database.prepare('SELECT runner, host, process, heartbeat_at FROM queue').get() as RunnerRow

const isStarted = ({ state }: EntryRow): boolean =>
  state === 'preparing' || state === 'creating' || state === 'running'

const diedAgain = (reached: number | null): string => reached === null
  ? 'The training process ended before the run had begun.'
  : `The training process died ${mostLaunches} times in a row at iteration ${reached}; what it had stored is kept, ` +
    'and "maskscope resume" tries again.'

/** Whether there is anything to start, or started and not ended. */
export const hasWork = (file: QueueFile): boolean => file.read((database) =>
  database.prepare("SELECT 1 FROM entries WHERE state IN ('waiting', 'preparing', 'creating', 'running') LIMIT 1")
    .get() !== undefined, false)

export const startedEntries = (file: QueueFile, now = new Date()): StartedEntry[] => file.read((database) =>
  database.prepare("SELECT * FROM entries WHERE state IN ('preparing', 'creating', 'running') ORDER BY number").all()
    .map(entryRow)
    .flatMap((row) => row.run === null
      ? []
      : [{
          number: row.number, run: row.run, hasFile: row.state === 'running', held: file.isInHand(row, now),
          goesOn: row.resumed_from !== null
        }]), [])

/** How the training of an entry ended. Whoever sees it may say so; the first counts. */
export const endEntry = (
  file: QueueFile, number: number, outcome: QueueOutcome, sentence: string | null, hasRun: boolean, now = new Date()
): void => file.write((database) => end(database, number, outcome, sentence, hasRun, now))

export function end(
  database: Database, number: number, outcome: QueueOutcome, sentence: string | null, hasRun: boolean, now: Date
): void {
  database.prepare(`
    UPDATE entries SET state = 'ended', outcome = ?, sentence = ?, since = ?, doing = NULL, host = NULL, process = NULL,
      heartbeat_at = NULL, run = CASE WHEN ? THEN run END
    WHERE number = ? AND state IN ('preparing', 'creating', 'running')
  `).run(outcome, sentence, now.toISOString(), hasRun ? 1 : 0, number)
}

function nextWaiting(database: Database): (Omit<Launch, 'run'> & { run: string | null }) | null {
  const { paused, at_once: atOnce } = database.prepare('SELECT paused, at_once FROM queue').get() as {
    paused: number; at_once: number
  }
  const started = database.prepare("SELECT count(*) FROM entries WHERE state IN ('preparing', 'creating', 'running')")
    .pluck().get() as number
  const mayStart = paused === 0 && started < atOnce
  const waiting = database
    .prepare("SELECT * FROM entries WHERE state = 'waiting' AND immediate >= ? ORDER BY immediate DESC, position")
  for (const raw of waiting.iterate(mayStart ? 0 : 1)) {
    const row = entryRow(raw)
    const configuration = configurationOf(row)
    if (isReadable(configuration)) return { ...launchOf(row, configuration), run: row.run }
  }
  return null
}

const launchOf = (
  { number, name, data_folder, weight_masks, resumed_from }: EntryRow, configuration: TrainingConfiguration
): Omit<Launch, 'run'> => ({
  number, name, configuration, goesOn: resumed_from !== null,
  files: { dataFolder: data_folder, weightMasks: weight_masks }
})
