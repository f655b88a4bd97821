/** Calls of a session that are being answered, so that whoever asked can end them. */
import { methods, type Call } from '../../preload/contract'

interface UnderWay { call: Call; ending: AbortController }

export class CallsUnderWay {
  readonly #calls = new Set<UnderWay>()

  /** @param answer is given what ends it. @returns null where the call was stopped before it had an answer */
  async run<T>(call: Call, answer: (signal: AbortSignal) => T | Promise<T>): Promise<{ value: T } | null> {
    const one = { call, ending: new AbortController() }
    const { signal } = one.ending
    this.#calls.add(one)
    try {
      return { value: await answer(signal) }
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      this.#calls.delete(one)
    }
  }

  /** Nothing where that call has been answered. */
  stop(ticket: string): void {
    this.#end((call) => call.ticket === ticket)
  }

  /** Whoever asked is gone. What is computed for the store goes on; what only answers is ended. */
  close(): void {
    this.#end(({ method }) => methods[method].access === 'reads')
  }

  #end(which: (call: Call) => boolean): void {
    for (const { call, ending } of this.#calls) if (which(call)) ending.abort()
  }
}
