/** Turns "so many iterations done" into rate and time left, told at most five times a second. */
import type { Activity, Phase, Progress } from '../../../preload/schema/run'
import { epochAt, type Pace } from './plan'

const tellEvery = 200
/**
 * The rate is an average over this many milliseconds, so that it follows a change of phase but does not flicker, and
 * over a whole cycle of iterations that take unlike times.
 */
const averageOver = 5000

interface Mark { at: number; examples: number; iteration: number }

export class ProgressMeter {
  readonly #tell: (progress: Progress) => void
  readonly #now: () => number
  #told = -Infinity
  #marks: Mark[] = []
  #examples = 0
  #pace: Pace

  constructor(pace: Pace, tell: (progress: Progress) => void, now: () => number = () => performance.now()) {
    this.#pace = pace
    this.#tell = tell
    this.#now = now
  }

  get pace(): Pace {
    return this.#pace
  }

  /** What was marked of iterations of another kind says nothing of those to come. */
  set pace(pace: Pace) {
    if (pace.cycle !== this.#pace.cycle) this.#marks = this.#marks.slice(-1)
    this.#pace = pace
  }

  /** `examples`: how many were worked on since the last call. A change of activity is told at once. */
  update(activity: Activity, phase: Phase, iteration: number, examples: number, immediately = false): void {
    const at = this.#now()
    this.#examples += examples
    if (!immediately && at - this.#told < tellEvery) return
    this.#told = at
    this.#marks.push({ at, examples: this.#examples, iteration })
    const isOld = (mark: Mark): boolean => at - mark.at > averageOver &&
      (this.#pace.cycle === 1 || iteration - mark.iteration >= this.#pace.cycle)
    while (this.#marks.length > 2 && isOld(this.#marks[1])) this.#marks.shift()
    this.#tell({
      activity,
      phase,
      epoch: epochAt(this.#pace, iteration),
      iteration,
      iterations: this.#pace.iterations,
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
      secondsLeft: iterationsPerSecond > 0 ? (this.#pace.iterations - last.iteration) / iterationsPerSecond : null
    }
  }
}
