/**
 * Starts what waits in the store's queue, in the one process of all that have the store open whose turn it is
 * (db/queue/lease.ts). Trainings go on when that process ends; the next finds them by their run files. One whose own
 * process has died is gone on with.
 */
import { QueueLease, hasWork, type Launch } from '../../../db/queue/lease'
import { settleEntries } from '../../../db/queue/settle'
import { sentenceOf } from '../../../preload/schema/failure'
import { launch } from '../../trainer/launch'
import type { RunMessage } from '../../trainer/messages'
import { scratchFor } from '../scratch'
import type { Workbench } from '../workbench'

const lookEvery = 1000

/** What a runner tells whoever made it. */
export interface RunnerListener {
  onStart?: (launch: Launch) => void
  onMessage?: (launch: Launch, message: RunMessage) => void
  /** The queue cannot be read or written; it is tried again. */
  onFailure?: (error: unknown) => void
}

export class QueueRunner {
  readonly #workbench: Workbench
  readonly #listener: RunnerListener
  readonly #lease: QueueLease
  /** Processes of this one that have not ended: of one entry two, where the last is only closing its run's file. */
  readonly #launched = new Set<Launch>()
  /** Why the last process of an entry ended. */
  readonly #sentences = new Map<number, string>()
  #leads = false
  #working = false
  #timer: NodeJS.Timeout | null = null
  #unwatch: () => void = () => undefined

  constructor(workbench: Workbench, listener: RunnerListener = {}) {
    this.#workbench = workbench
    this.#listener = listener
    this.#lease = new QueueLease(workbench.queue.file)
  }

  /** Whether it is this process that starts what waits. */
  get leads(): boolean {
    return this.#leads
  }

  begin(): void {
    this.#timer = setInterval(() => this.#look(), lookEvery)
    this.#unwatch = this.#workbench.queue.watch(() => this.#look())
    this.#look()
  }

  /** Starts nothing more; another process may take over at once. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#unwatch()
    this.#attempt(() => this.#leave())
  }

  #look(): void {
    // What it changes itself is told to it, too.
    if (this.#working || this.#timer === null) return
    this.#working = true
    this.#attempt(() => this.#work())
    this.#working = false
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#listener.onFailure?.(error)
    }
  }

  #work(): void {
    const { queue, store } = this.#workbench
    if (!hasWork(queue.file)) return this.#leave()
    const before = queue.file.version()
    this.#leads = this.#lease.take()
    if (!this.#leads) return
    for (const { number, reached } of settleEntries(queue.file, store)) {
      if ([...this.#launched].some((launched) => launched.number === number)) continue
      const again = this.#lease.startAgain(number, reached, this.#sentences.get(number) ?? null)
      if (again !== null) this.#launch(again)
    }
    for (let next = this.#next(); next !== null; next = this.#next()) this.#launch(next)
    if (queue.file.version() !== before) queue.changed()
  }

  #next(): Launch | null {
    return this.#lease.startNext(() => this.#workbench.store.newId())
  }

  #leave(): void {
    if (this.#leads) this.#lease.leave()
    this.#leads = false
  }

  #launch(started: Launch): void {
    const { store, spare, queue } = this.#workbench
    const { number, run: id, name, configuration, files, goesOn } = started
    this.#launched.add(started)
    this.#listener.onStart?.(started)
    const given = { store: store.path, ...files, scratch: scratchFor(store, null), id, entry: number }
    const { done } = launch(
      goesOn ? { kind: 'resume', ...given } : { kind: 'train', ...given, name, configuration },
      (message) => {
        this.#listener.onMessage?.(started, message)
        if (message.kind === 'created') queue.changed()
      },
      { attachment: 'detached', waiting: spare.take() }
    )
    void done
      .catch((error: unknown) => { this.#sentences.set(number, sentenceOf(error)) })
      .finally(() => {
        this.#launched.delete(started)
        this.#look()
      })
  }
}
