/**
 * Live data for one page: deltas of the runs it follows and changes of the list, read from the files themselves, so
 * that a run started by any process (a command line in another terminal too) is followed alike.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ReadableDatabase } from '../../db/database'
import { readDelta } from '../../db/details'
import { openRunForReading } from '../../db/open'
import { settleUnused } from '../../db/settling'
import type { WorkbenchEvent } from '../../preload/contract'
import type { RunCursor, RunListEntry } from '../../preload/schema/run'
import { sameFileAt } from '../files/same-file'
import { carryOutLeft } from './annotations'
import { listQueue } from './queue/queue'
import type { ReadableWorkbench } from './workbench'

const deltaEvery = 250
const listEvery = 1000
/** Milliseconds for which a page waits for runs that nobody has read yet. */
const longestWait = 3000

interface Followed {
  database: ReadableDatabase
  /** Whether its file is the one that was opened: a run that is published has it replaced by a newer one. */
  isSame: () => boolean
  cursor: RunCursor
  told: string
  timer: NodeJS.Timeout
}

export class Follower {
  readonly #workbench: ReadableWorkbench
  readonly #emit: (event: WorkbenchEvent) => void
  readonly #followed = new Map<string, Followed>()
  /** Up to which change of the list the page has been told. */
  #listed = 0
  #listTimer: NodeJS.Timeout | null = null
  #toldQueue = ''
  #leaveQueue: (() => void) | null = null

  constructor(workbench: ReadableWorkbench, emit: (event: WorkbenchEvent) => void) {
    this.#workbench = workbench
    this.#emit = emit
  }

  follow(id: string, cursor: RunCursor): void {
    this.unfollow(id)
    const path = this.#workbench.store.runPath(id)
    const [isSame, database] = [sameFileAt(path), openRunForReading(path)]
    const timer = setInterval(() => this.#tellDelta(id), deltaEvery)
    this.#followed.set(id, { database, isSame, cursor, told: '', timer })
    this.#tellDelta(id)
  }

  unfollow(id: string): void {
    const followed = this.#followed.get(id)
    if (!followed) return
    clearInterval(followed.timer)
    followed.database.close()
    this.#followed.delete(id)
  }

  /** The list as it is; from now on its changes are told. */
  async list(): Promise<RunListEntry[]> {
    const { catalogue } = this.#workbench
    // What takes longer to read, as a file without an end, joins the list as its news.
    await Promise.race([catalogue.prepare(), wait(longestWait, undefined, { ref: false })])
    carryOutLeft(this.#workbench)
    const runs = catalogue.list()
    this.#listed = catalogue.cursor
    this.#listTimer ??= setInterval(() => this.#tellList(), listEvery)
    return runs
  }

  /** From now on changes of the queue are told; the page is just being given it. */
  watchQueue(): void {
    this.#leaveQueue ??= this.#workbench.queue?.watch(() => this.#tellQueue()) ?? null
  }

  close(): void {
    for (const id of [...this.#followed.keys()]) this.unfollow(id)
    this.#leaveQueue?.()
    if (this.#listTimer) clearInterval(this.#listTimer)
  }

  #tellDelta(id: string): void {
    const followed = this.#followed.get(id)
    if (!followed) return
    try {
      this.#openReplaced(id, followed)
      const delta = readDelta(followed.database, this.#workbench.store.fileState(id).bytes, followed.cursor)
      followed.cursor = delta.cursor
      const text = JSON.stringify(delta)
      if (text === followed.told) return
      followed.told = text
      this.#emit({ type: 'run-delta', id, delta })
      if (delta.summary.status !== 'running') this.#leaveEnded(id)
    } catch {
      // The file was deleted or damaged under our eyes; the list tells which.
      this.unfollow(id)
    }
  }

  #openReplaced(id: string, followed: Followed): void {
    if (followed.isSame()) return
    const path = this.#workbench.store.runPath(id)
    followed.database.close()
    followed.isSame = sameFileAt(path)
    followed.database = openRunForReading(path)
  }

  /** A run that has ended changes no more; its last delta has just been told. */
  #leaveEnded(id: string): void {
    this.unfollow(id)
    // Its process may be just about to close the file.
    if (this.#workbench.readOnly === null && !this.#settled(id)) setTimeout(() => this.#settled(id), listEvery).unref()
  }

  #settled(id: string): boolean {
    try {
      return settleUnused(this.#workbench.store.runPath(id))
    } catch {
      // It was deleted, or lies where nothing can be written: it can be looked at all the same.
      return true
    }
  }

  #tellQueue(): void {
    try {
      const queue = listQueue(this.#workbench)
      const text = JSON.stringify(queue)
      // Whoever starts what waits says every few seconds that it lives.
      if (text === this.#toldQueue) return
      this.#toldQueue = text
      this.#emit({ type: 'queue-changed', queue })
    } catch {
      // It cannot be read; whoever asks for it is told why.
    }
  }

  #tellList(): void {
    const { cursor, changed, removed } = this.#workbench.catalogue.changesSince(this.#listed)
    this.#listed = cursor
    // One of them may be a training that was killed, and left what it had been asked.
    if (changed.length > 0) carryOutLeft(this.#workbench)
    if (changed.length > 0 || removed.length > 0) this.#emit({ type: 'runs-changed', changed, removed })
  }
}
