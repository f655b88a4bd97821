/**
 * The moving average of the weights over about the last N updates: what a training is judged by where it is asked for.
 * Weights that move fast go around a point that they come to only when the learning rate has fallen; their average is
 * near it long before (Polyak and Juditsky 1992). The weights that are trained are not changed by it.
 */
import type { Weights } from '../networks/parameters'

/** More samples in the window than these change nothing, and reading weights takes time where a GPU has them. */
const samplesInWindow = 25

/** Updates from one sample to the next. */
const strideOf = (window: number): number => Math.max(1, Math.floor(window / samplesInWindow))

export class MovingAverage {
  readonly #window: number
  readonly #values: Map<string, Float32Array>

  /** @param window N. @param begun what there is of it in a training that goes on */
  constructor(window: number, begun: Weights | null) {
    this.#window = window
    this.#values = copied(begun ?? new Map())
  }

  /** Before the first sample. */
  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  /** A copy; null where there is none yet. */
  get weights(): Weights | null {
    return this.isEmpty ? null : copied(this.#values)
  }

  /** Whether the weights after this many updates are a sample. */
  isDue(updates: number): boolean {
    return updates % strideOf(this.#window) === 0
  }

  /**
   * w̄ ← w̄ + (w − w̄) / min(t, n), after t samples of a window of n: at first the plain mean of all of them. A
   * function of the weights and of how many updates there were, so that a training that goes on comes to the same
   * bits.
   */
  add(weights: Weights, updates: number): void {
    const stride = strideOf(this.#window)
    const share = 1 / Math.min(updates / stride, this.#window / stride)
    for (const [name, now] of weights) {
      const average = this.#values.get(name)
      if (average === undefined) this.#values.set(name, now.slice())
      else for (let at = 0; at < now.length; at++) average[at] += (now[at] - average[at]) * share
    }
  }

  /** Some of its values become others. */
  replace(weights: Weights): void {
    for (const [name, values] of weights) this.#values.set(name, values.slice())
  }
}

const copied = (weights: Weights): Map<string, Float32Array> =>
  new Map([...weights].map(([name, values]) => [name, values.slice()]))
