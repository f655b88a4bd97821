/**
 * Experiments that pages have asked for: one at a time is computed, since each keeps a processor busy, and each once
 * however many pages wait for it.
 */
import { once } from 'node:events'
import type { RunStore } from '../../../db/store'
import type { Asked } from '../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { theoryResultId } from './kept-results'
import { runExperiment } from './run'

type Tell = (done: number, of: number) => void

interface UnderWay {
  readonly asked: Asked
  readonly ending: AbortController
  readonly listeners: Set<Tell>
  readonly done: Promise<TheoryResult | null>
}

export class TheoryRuns {
  readonly #store: RunStore
  /** By the id that the result will have, in the order in which they were asked for. */
  readonly #current = new Map<string, UnderWay>()

  constructor(store: RunStore) {
    this.#store = store
  }

  underWay(): Asked[] {
    return [...this.#current.values()].map(({ asked }) => asked)
  }

  /**
   * @param signal ends it, for every page that waits for it
   * @returns null when it was stopped, which keeps nothing
   * @throws Failure with what the experiment says, or when the store cannot be written
   */
  async run(asked: Asked, signal: AbortSignal, tell: Tell): Promise<TheoryResult | null> {
    const id = theoryResultId(asked)
    const { ending, listeners, done } = this.#current.get(id) ?? this.#begin(id, asked)
    const stop = (): void => { ending.abort() }
    listeners.add(tell)
    signal.addEventListener('abort', stop)
    try {
      return await done
    } finally {
      listeners.delete(tell)
      signal.removeEventListener('abort', stop)
    }
  }

  close(): void {
    for (const { ending } of this.#current.values()) ending.abort()
  }

  #begin(id: string, asked: Asked): UnderWay {
    this.#store.prepareForWriting()
    const ending = new AbortController()
    const listeners = new Set<Tell>()
    const before = [...this.#current.values()].map((one) => one.done)
    const compute = async (): Promise<TheoryResult | null> => {
      if (before.length > 0)
        await Promise.race([Promise.allSettled(before), once(ending.signal, 'abort')])
      return runExperiment(this.#store.path, asked, {
        tell: (done, of) => { listeners.forEach((one) => { one(done, of) }) }, signal: ending.signal
      })
    }
    const done = compute().finally(() => this.#current.delete(id))
    const one = { asked, ending, listeners, done }
    this.#current.set(id, one)
    return one
  }
}
