/** When a run that is written on another disk is published: after epochs, and seldom enough to cost nothing. */
import { longestAhead } from '../../../db/liveness'

/** Milliseconds. The run would count as gone if it said that it is heard later than that (db/liveness.ts). */
const leastBetween = 30_000
const mostBetween = longestAhead / 4
/** Copying takes at most this share of the time. */
const share = 1 / 20

export class PublishingSchedule {
  #began = 0
  #between = leastBetween
  #epochEnded = false
  #wanted = false

  /** Of an epoch that is in the file now. */
  epochEnded(): void {
    this.#epochEnded = true
  }

  /** As soon as may be: the process has been asked to end, and may have little time. */
  want(): void {
    this.#wanted = true
  }

  /**
   * After an epoch, or when long epochs would let the run be taken for dead.
   * @param now in milliseconds
   */
  isDue(now: number): boolean {
    const since = now - this.#began
    return this.#wanted || since >= (this.#epochEnded ? 1 : 2) * this.#between
  }

  began(now: number): void {
    this.#began = now
    this.#epochEnded = false
    this.#wanted = false
  }

  ended(now: number): void {
    this.#between = Math.min(mostBetween, Math.max(leastBetween, (now - this.#began) / share))
  }

  /** When the next copy is there at the latest, in milliseconds. */
  nextBy(now: number): number {
    return now + 2 * this.#between
  }
}
