/** What a solver does as it goes: its masked loss at points, and at some of them what the ReLU network comes to. */
import { setImmediate as turn } from 'node:timers/promises'
import type { SolverCourse, SolverLook, SolverPoint } from '../../../../preload/schema/solvers'
import type { Weights } from '../../networks/weights'

/** Milliseconds for which nobody else is answered, but for a part that takes longer. */
const turnEvery = 50

export interface Measured {
  loss: (weights: Weights) => Promise<number>
  look: (weights: Weights) => Promise<Omit<SolverLook, keyof SolverPoint>>
}

export class Course {
  readonly #measured: Measured
  readonly #budget: number
  readonly #stopped: () => boolean
  readonly #tell: (share: number) => void
  readonly #points: SolverPoint[] = []
  readonly #looks: SolverLook[] = []
  #summed = 0
  #seconds = 0
  #turned = performance.now()
  /** Looks are after 1, 2, 4, … passes. */
  #nextLook = 0
  #latest: { weights: Weights; point: SolverPoint } | null = null

  /** @param budget of passes. @param tell which share of them is done */
  constructor(measured: Measured, budget: number, stopped: () => boolean, tell: (share: number) => void) {
    this.#measured = measured
    this.#budget = budget
    this.#stopped = stopped
    this.#tell = tell
  }

  /** Shares of a pass add up to one but for rounding. */
  get #passes(): number {
    return Number(this.#summed.toFixed(9))
  }

  /** What is left of the budget. */
  get left(): number {
    return this.#budget - this.#passes
  }

  /** Where the solver is; null before its first point. */
  get weights(): Weights | null {
    return this.#latest?.weights ?? null
  }

  get isStopped(): boolean {
    return this.#stopped()
  }

  /** A part of the solver's own work, which is so many passes and takes its time. */
  async work<T>(passes: number, part: () => Promise<T>): Promise<T> {
    if (performance.now() - this.#turned > turnEvery) {
      await turn()
      this.#turned = performance.now()
    }
    const begun = performance.now()
    const result = await part()
    this.#seconds += (performance.now() - begun) / 1000
    this.#summed += passes
    return result
  }

  /** Where the solver is now. @param loss of all examples where it is known already */
  async point(weights: Weights, loss: number | null): Promise<void> {
    const point = {
      passes: this.#passes, seconds: this.#seconds, loss: loss ?? await this.#measured.loss(weights)
    }
    this.#points.push(point)
    this.#latest = { weights, point }
    if (this.#passes >= this.#nextLook) {
      await this.#look()
      while (this.#nextLook <= this.#passes) this.#nextLook = Math.max(1, 2 * this.#nextLook)
    }
    this.#tell(Math.min(1, this.#passes / this.#budget))
  }

  /** With a look at where it ended. */
  async end(name: string, solver: string): Promise<SolverCourse> {
    if (this.#looks.at(-1)?.passes !== this.#latest?.point.passes) await this.#look()
    return { name, solver, points: this.#points, looks: this.#looks }
  }

  async #look(): Promise<void> {
    if (this.#latest === null) return
    const { weights, point } = this.#latest
    this.#looks.push({ ...point, ...await this.#measured.look(weights) })
  }
}
