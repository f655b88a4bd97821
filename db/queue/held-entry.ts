/**
 * An entry of the queue in the hands of the process that trains it, until the run's file is there. However many
 * processes are started for one entry, one of them has it.
 */
import { Failure } from '../../preload/schema/failure'
import type { Preparation } from '../../preload/schema/run'
import { thisOwner } from '../liveness'
import type { QueueFile } from './file'
import { end } from './lease'
import { rowOf } from './queue'

export class HeldEntry {
  private constructor(
    private readonly file: QueueFile, private readonly number: number, private readonly run: string
  ) {}

  /** @throws Failure when another process has it, or it was cancelled */
  static take(file: QueueFile, number: number, run: string, now = new Date()): HeldEntry {
    const { host, process, heartbeatAt } = thisOwner(now)
    const taken = file.write((database) => {
      const row = rowOf(database, number)
      if (row === null || row.run !== run || file.isInHand(row, now)) return false
      return database.prepare(`
        UPDATE entries SET state = 'preparing', host = ?, process = ?, heartbeat_at = ?
        WHERE number = ? AND state IN ('preparing', 'creating')
      `).run(host, process, heartbeatAt, number).changes === 1
    })
    if (!taken) throw notOurs(number)
    return new HeldEntry(file, number, run)
  }

  /** Whether this process still has it: it may have been cancelled. */
  isOurs(): boolean {
    return this.file.read((database) => database.prepare(`
      SELECT 1 FROM entries WHERE number = ? AND run = ? AND host = ? AND process = ?
        AND state IN ('preparing', 'creating')
    `).get(this.number, this.run, thisOwner(new Date()).host, process.pid) !== undefined, false)
  }

  beat(now = new Date()): void {
    this.#change('heartbeat_at = ?', now.toISOString())
  }

  does(preparation: Preparation): void {
    this.#change('doing = ?', preparation)
  }

  /** From here on it is not cancelled but stopped. @throws Failure when it is no longer this process' */
  beginFile(now = new Date()): void {
    if (!this.#change("state = 'creating', heartbeat_at = ?", now.toISOString())) throw notOurs(this.number)
  }

  /** The run's file is there, and tells everything from now on. */
  hasFile(now = new Date()): void {
    this.#change(
      "state = 'running', since = ?, doing = NULL, host = NULL, process = NULL, heartbeat_at = NULL", now.toISOString()
    )
  }

  /** The training could not begin. */
  failed(sentence: string, now = new Date()): void {
    if (this.isOurs()) this.file.write((database) => end(database, this.number, 'failed', sentence, false, now))
  }

  #change(assignments: string, value: string): boolean {
    const { host } = thisOwner(new Date())
    return this.file.write((database) => database.prepare(`
      UPDATE entries SET ${assignments}
      WHERE number = ? AND run = ? AND host = ? AND process = ? AND state IN ('preparing', 'creating')
    `).run(value, this.number, this.run, host, process.pid).changes === 1)
  }
}

const notOurs = (number: number): Failure =>
  new Failure(`Entry ${number} of the queue was cancelled, or another process trains it.`)
