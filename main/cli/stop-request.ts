/** Signals that this process is given while it works: the first asks it to stop, a later one to leave at once. */
import { constants } from 'node:os'
import { stopSignals } from '../api/training'

/** Milliseconds in which signals count as one: job engines and npm send two. */
const oneRequest = 1000

export class StopRequest {
  readonly #stop: () => void
  readonly #leave: () => void
  #since: number | null = null

  constructor(stop: () => void, leave: () => void) {
    this.#stop = stop
    this.#leave = leave
    for (const signal of stopSignals) process.on(signal, this.#receive)
  }

  get wanted(): boolean {
    return this.#since !== null
  }

  /** Once a stop is wanted, a signal that comes late must not cut off what is still to be printed. */
  listenNoMore(): void {
    if (!this.wanted) for (const signal of stopSignals) process.off(signal, this.#receive)
  }

  readonly #receive = (signal: (typeof stopSignals)[number]): void => {
    process.exitCode = 128 + constants.signals[signal]
    if (this.#since === null) {
      this.#since = Date.now()
      return this.#stop()
    }
    if (Date.now() - this.#since < oneRequest) return
    this.#leave()
    process.exit()
  }
}
