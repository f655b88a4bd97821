/** Asks the thread that compares masks, one question after the other; it is started by the first. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../../../preload/schema/failure'
import type { Comparison } from '../../../../preload/schema/patterns'
import type { RunPlace } from '../../../../preload/schema/run-place'
import type { Answer, Asked, Request, Told } from './questions'
import type { Tell } from '../tell'

/** The built worker.ts, which lies beside this process' own program. */
const program = join(import.meta.dirname, 'mask-comparer.js')

interface Pending {
  asker: ComparisonAsker
  asked: Asked
  tell: Tell
  resolve: (value: unknown) => void
  reject: (reason: Error) => void
}

/** One page's questions: of each comparison only the newest is worth an answer. */
export class ComparisonAsker {
  readonly #thread: ComparisonThread

  constructor(thread: ComparisonThread) {
    this.#thread = thread
  }

  /**
   * Null when it was stopped, which asking for the same comparison anew does too.
   * @throws Failure when the run, its snapshot or its layer is not there
   */
  async ask<C extends Comparison>(
    comparison: C, id: string, request: Request<C>, tell: Tell
  ): Promise<Answer<C> | null> {
    this.stop(comparison)
    return (await this.#thread.ask(this, { comparison, id, request }, tell)) as Answer<C> | null
  }

  /** @param comparison every one when none is named */
  stop(comparison?: Comparison): void {
    this.#thread.stop((pending) =>
      pending.asker === this && (comparison === undefined || pending.asked.comparison === comparison))
  }
}

export class ComparisonThread {
  readonly #place: RunPlace
  #worker: Worker | null = null
  #current: Pending | null = null
  #waiting: Pending[] = []

  constructor(place: RunPlace) {
    this.#place = place
  }

  ask(asker: ComparisonAsker, asked: Asked, tell: Tell): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asker, asked, tell, resolve, reject })
      this.#next()
    })
  }

  /** What is being worked on is ended with its thread: it listens to nothing while it compares. */
  stop(isMeant: (pending: Pending) => boolean): void {
    for (const pending of this.#waiting.filter(isMeant)) pending.resolve(null)
    this.#waiting = this.#waiting.filter((pending) => !isMeant(pending))
    if (this.#current === null || !isMeant(this.#current)) return
    const { resolve } = this.#current
    this.#forget()
    resolve(null)
    this.#next()
  }

  close(): void {
    const pending = [...(this.#current === null ? [] : [this.#current]), ...this.#waiting]
    this.#waiting = []
    this.#forget()
    for (const { reject } of pending) reject(new Failure('Maskscope is being closed.'))
  }

  #next(): void {
    if (this.#current !== null) return
    this.#current = this.#waiting.shift() ?? null
    if (this.#current === null) return
    this.#worker ??= this.#begun()
    this.#worker.postMessage(this.#current.asked)
  }

  #begun(): Worker {
    const worker = new Worker(program, { workerData: this.#place })
    // It must not keep alive whoever forgets to close it.
    worker.unref()
    worker.on('message', (told: Told) => { if (this.#worker === worker) this.#hear(told) })
    worker.once('error', (error) => this.#ended(worker, `Comparing masks failed: ${error.message}.`))
    worker.once('exit', () => this.#ended(worker, 'Comparing masks ended unexpectedly; repeat what you did.'))
    return worker
  }

  #hear(told: Told): void {
    if (this.#current === null) return
    if (told.kind === 'progress') return this.#current.tell(told.done, told.of)
    const { resolve, reject } = this.#current
    this.#current = null
    if (told.kind === 'value') resolve(told.value)
    else reject(new Failure(told.sentence, { kind: told.of }))
    this.#next()
  }

  /** One that has been replaced has nothing left to end. */
  #ended(worker: Worker, sentence: string): void {
    if (this.#worker !== worker) return
    const current = this.#current
    this.#forget()
    current?.reject(new Failure(sentence))
    this.#next()
  }

  #forget(): void {
    const worker = this.#worker
    this.#worker = null
    this.#current = null
    void worker?.terminate()
  }
}
