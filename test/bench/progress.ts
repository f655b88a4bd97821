/** Tells whoever waits for a measurement what is measured now, and for how long it still will be. */
import { duration } from '../../preload/schema/format'

/** Told after each round of a piece of work whose number of rounds is known. */
export interface Rounds { done: () => void }

/** Between two lines about the same piece of work, in milliseconds. */
const quiet = 10_000

export class Progress {
  readonly #part: string
  readonly #write: (line: string) => void
  readonly #now: () => number

  constructor(
    part: string,
    write: (line: string) => void = (line) => { process.stderr.write(`${line}\n`) },
    now: () => number = () => performance.now()
  ) {
    this.#part = part
    this.#write = write
    this.#now = now
  }

  /** One line, of something whose end is not known. */
  say(what: string): void {
    this.#write(`${this.#part}: ${what}`)
  }

  /** A line now, and one every ten seconds with the time that is left, by what the rounds took so far. */
  rounds(what: string, all: number): Rounds {
    this.say(what)
    const started = this.#now()
    let [done, told] = [0, started]
    return {
      done: () => {
        done++
        const now = this.#now()
        if (now - told < quiet || done >= all) return
        told = now
        const left = (now - started) / done * (all - done) / 1000
        this.say(`${what}, ${done} of ${all}, about ${duration(left)} left`)
      }
    }
  }
}
