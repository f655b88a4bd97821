/** Asks the thread that looks at masks, which is started by the first question. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../../preload/schema/failure'
import type { RunPlace } from '../../../preload/schema/run-place'
import type { Answer, Asked, Given, Question, Told } from './questions'

/** The built worker.ts, which lies beside this process' own program. */
const program = join(import.meta.dirname, 'mask-viewer.js')

interface Waiting { resolve: (value: unknown) => void; reject: (reason: Error) => void }

export class MaskQuestions {
  readonly #place: RunPlace
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #asked = 0

  constructor(place: RunPlace) {
    this.#place = place
  }

  /** @throws Failure when the run, its snapshot or its layer is not there */
  ask<Q extends Question>(question: Q, ...given: Given<Q>): Promise<Answer<Q>> {
    this.#worker ??= this.#begun()
    const asked: Asked = { number: ++this.#asked, question, given }
    this.#worker.postMessage(asked)
    return new Promise<Answer<Q>>((resolve, reject) => {
      this.#waiting.set(asked.number, { resolve: (value) => resolve(value as Answer<Q>), reject })
    })
  }

  close(): void {
    const worker = this.#worker
    if (worker === null) return
    this.#end(worker, 'Maskscope is being closed.')
    void worker.terminate()
  }

  #begun(): Worker {
    const worker = new Worker(program, { workerData: this.#place })
    // It must not keep alive whoever forgets to close it.
    worker.unref()
    worker.on('message', (told: Told) => this.#settle(told))
    worker.once('error', (error) => this.#end(worker, `Looking at masks failed: ${error.message}.`))
    worker.once('exit', () => this.#end(worker, 'Looking at masks ended unexpectedly; repeat what you did.'))
    return worker
  }

  #settle(told: Told): void {
    const waiting = this.#waiting.get(told.number)
    this.#waiting.delete(told.number)
    if (told.outcome === 'value') waiting?.resolve(told.value)
    else waiting?.reject(new Failure(told.sentence, { kind: told.of }))
  }

  /** The next question starts another. One that has been replaced has nothing left to end. */
  #end(worker: Worker, sentence: string): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(new Failure(sentence))
    this.#waiting.clear()
  }
}
