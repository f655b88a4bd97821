/**
 * Successive halving (Jamieson & Talwalkar 2016), asynchronously (Li et al. 2020): a member that reaches a rung goes on
 * when it is among the best of all that have reached it so far. None waits for the others, so those that come early may
 * go on though later ones are better.
 */
export interface Halving {
  /** One of so many goes on. */
  factor: number
  /** Epochs after which is decided, in order. */
  rungs: readonly number[]
}

/** Rungs after E/η, E/η², … epochs; none where the epochs are too few. */
export function usualRungs(epochs: number, factor: number): number[] {
  const rungs = []
  for (let rung = Math.floor(epochs / factor); rung >= 1; rung = Math.floor(rung / factor)) rungs.unshift(rung)
  return rungs
}

/** Test errors at each rung, by member. */
export class HalvingTable {
  readonly #factor: number
  readonly #rungs: ReadonlyMap<number, Map<string, number>>

  constructor({ factor, rungs }: Halving) {
    this.#factor = factor
    this.#rungs = new Map(rungs.map((rung) => [rung, new Map<string, number>()]))
  }

  /** The error of a member after an epoch, which may be no rung. */
  reached(member: string, epoch: number, error: number): void {
    this.#rungs.get(epoch)?.set(member, error)
  }

  /** Whether it was beaten at a rung by too many. */
  isHopeless(member: string): boolean {
    return [...this.#rungs.values()].some((errors) => {
      const error = errors.get(member)
      return error !== undefined && !goesOn(error, [...errors.values()], this.#factor)
    })
  }
}

/**
 * Whether an error is among the best 1/factor, of which there is always one; equal ones are treated alike.
 * @param all of the rung, this one among them
 */
export function goesOn(error: number, all: readonly number[], factor: number): boolean {
  if (Number.isNaN(error)) return false
  const kept = Math.max(1, Math.floor(all.length / factor))
  return all.filter((other) => other < error).length < kept
}
