/** Turns "so many iterations done" into rate and time left, told at most five times a second. */
import type { Activity, Phase, Progress } from '../../../preload/schema/run'

const tellEvery = 200
/** The rate is an average over this many milliseconds, so that it follows a change of phase but does not flicker. */
const averageOver = 5000

export class ProgressMeter {
  readonly #tell: (progress: Progress) => void
  readonly #now: () => number
  readonly #iterations: number
  readonly #batchesPerEpoch: number
  #told = -Infinity
  #marks: { at: number; examples: number; iteration: number }[] = []
  #examples = 0

  constructor(
    iterations: number,
    batchesPerEpoch: number,
    tell: (progress: Progress) => void,
    now: () => number = () => performance.now()
  ) {
    this.#iterations = iterations
    this.#batchesPerEpoch = batchesPerEpoch
    this.#tell = tell
    this.#now = now
  }

  /** `examples`: how many were worked on since the last call. A change of activity is told at once. */
  update(activity: Activity, phase: Phase, iteration: number, examples: number, immediately = false): void {
    const at = this.#now()
    this.#examples += examples
    if (!immediately && at - this.#told < tellEvery) return
    this.#told = at
    this.#marks.push({ at, examples: this.#examples, iteration })
    while (this.#marks.length > 2 && at - this.#marks[1].at > averageOver) this.#marks.shift()
    this.#tell({
      activity,
      phase,
      epoch: iteration / this.#batchesPerEpoch,
      iteration,
      iterations: this.#iterations,
      ...this.#rates()
    })
  }

  #rates(): Pick<Progress, 'examplesPerSecond' | 'secondsLeft'> {
    const first = this.#marks[0]
    const last = this.#marks[this.#marks.length - 1]
    const seconds = (last.at - first.at) / 1000
    if (seconds < 0.5) return { examplesPerSecond: null, secondsLeft: null }
    const iterationsPerSecond = (last.iteration - first.iteration) / seconds
    return {
      examplesPerSecond: (last.examples - first.examples) / seconds,
      secondsLeft: iterationsPerSecond > 0 ? (this.#iterations - last.iteration) / iterationsPerSecond : null
    }
  }
}
