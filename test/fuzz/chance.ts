/** What a case is made of: numbers that follow from its seed, its target and its number, and from nothing else. */
import { random, type Random } from '../../main/engine/random'

export class Chance {
  readonly #random: Random

  constructor(seed: number, target: string, number: number) {
    this.#random = random(seed, 'fuzz', target, number)
  }

  /** 0 … below − 1 */
  whole(below: number): number {
    return Math.floor(this.#random.uniform() * below)
  }

  /** Mostly few, sometimes many. */
  few(most: number): number {
    return 1 + Math.floor(this.#random.uniform() ** 3 * most)
  }

  /** Whether what happens so often happens. */
  happens(probability: number): boolean {
    return this.#random.uniform() < probability
  }

  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.whole(choices.length)]
    if (chosen === undefined && choices.length === 0) throw new Error('there is nothing to choose from')
    return chosen as T
  }
}
