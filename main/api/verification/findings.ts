/** What was found of a run's file: what is not as it was written, and what nothing tells of. */

/** What of the run it is a part of, so that the rest can be saved without it. */
export type Part =
  | { of: 'snapshot'; snapshot: number; layer: string | null }
  | { of: 'checkpoint'; checkpoint: string }
  | { of: 'pruning'; pruning: number }
  | { of: 'evaluation'; number: number }
  | { of: 'run' }

export interface Damage { part: Part; what: string }

export interface Verification {
  id: string
  /** Of the file. */
  version: number
  damages: readonly Damage[]
  /** What could not be checked, and why. */
  unchecked: readonly string[]
  rows: number
  masks: number
}

/** `done` of `of` masks, counted over all snapshots. */
export type Tell = (done: number, of: number) => void

export class Findings {
  readonly damages: Damage[] = []
  readonly unchecked = new Set<string>()
  rows = 0
  masks = 0

  /** @param what a phrase that says where, and what is wrong there */
  add(what: string, part: Part = { of: 'run' }): void {
    this.damages.push({ part, what })
  }

  inSnapshot(snapshot: number, layer: string | null, what: string): void {
    const where = layer === null ? `snapshot ${snapshot}` : `snapshot ${snapshot}, layer ${layer}`
    this.add(`${where}: ${what}`, { of: 'snapshot', snapshot, layer })
  }

  inCheckpoint(checkpoint: string, what: string): void {
    this.add(`checkpoint "${checkpoint}": ${what}`, { of: 'checkpoint', checkpoint })
  }

  isDamaged(snapshot: number): boolean {
    return this.damages.some(({ part }) => part.of === 'snapshot' && part.snapshot === snapshot)
  }
}
