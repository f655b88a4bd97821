/** Which masks stay in a run's file. */
import type { SnapshotKind } from '../preload/schema/run'
import type { ReadableDatabase } from './database'
import { changedCount, storedCount } from './mask-history'
import type { Replacement } from './masks'
import { choosePageSize } from './page-size'
import { readHeads, type Comparison, type NewSnapshot, type SnapshotHead } from './snapshots'

/**
 * Which masks stay in the file: every snapshot's, or of all but the first and the last two (and the alternation that is
 * trained with) only the probe examples'; none where the run stores none.
 */
export type Retention = { keep: 'none' } | { keep: 'all' } | { keep: 'ends'; probeExamples: number }

/** Pages suit the rows of masks, and are small where there are none. */
export const pageSizeFor = ({ keep }: Retention, bytesPerExample: number): number =>
  choosePageSize(keep === 'none' ? 0 : bytesPerExample)

/**
 * Snapshots whose masks of all examples are no longer needed once another is begun: all but the first, those that it is
 * compared with, the alternation whose masks are trained with until the next, and what a training that goes on from a
 * state would read or compare with.
 * @param states the newest snapshot at each state that the training may be gone on with
 */
export function snapshotsToThin(
  database: ReadableDatabase,
  next: Pick<NewSnapshot, 'kind'>,
  compared: Comparison | null,
  probeExamples: number,
  states: readonly number[]
): number[] {
  const heads = readHeads(database)
  const isInUse = ({ kind }: SnapshotHead): boolean => kind === 'alternation'
  const inUse = next.kind === 'alternation' ? undefined : heads.findLast(isInUse)
  const ofStates = states.map((newest) => heads.filter(({ snapshot }) => snapshot <= newest))
    .flatMap((then) => [then.at(-1), then.findLast(isInUse)])
  return thinned(heads, probeExamples, [heads[0], inUse, ...ofStates, { snapshot: compared?.with }])
}

/** The same of a run that has finished: all but the first, the last two, and the last alternation. */
export function snapshotsToThinAtEnd(database: ReadableDatabase, probeExamples: number): number[] {
  const heads = readHeads(database)
  return thinned(heads, probeExamples, [heads[0], ...heads.slice(-2), heads.findLast(({ kind }) =>
    kind === 'alternation')])
}

function thinned(
  heads: readonly SnapshotHead[], probeExamples: number, kept: readonly ({ snapshot: number | undefined } | undefined)[]
): number[] {
  const numbers = new Set(kept.map((head) => head?.snapshot))
  return heads
    .filter(({ masks_kept, examples, snapshot }) =>
      masks_kept === 'all' && examples > probeExamples && !numbers.has(snapshot))
    .map(({ snapshot }) => snapshot)
}

/**
 * Snapshots whose masks are there as they are though nothing is trained with them, each with the next that has masks of
 * as many examples; in the order of their weights.
 */
export function snapshotsToReplace(database: ReadableDatabase): Replacement[] {
  const rows = database.prepare(`
    SELECT snapshot, kind, changes_until AS until, ${changedCount(database, 'snapshots.snapshot')} AS changed,
      CASE masks_kept WHEN 'all' THEN examples ELSE ${storedCount(database, 'snapshots.snapshot')} END AS stored
    FROM snapshots ORDER BY iteration, snapshot
  `).all() as { snapshot: number; kind: SnapshotKind; until: number | null; changed: number; stored: number }[]
  const running = database.prepare("SELECT 1 FROM run WHERE status = 'running'").get() !== undefined
  const inUse = running ? rows.findLast(({ kind }) => kind === 'alternation') : undefined
  return rows.flatMap((row, at) => {
    const until = row.until ?? rows.slice(at + 1).find(({ stored }) => stored >= row.stored)?.snapshot
    if (row === inUse || until === undefined || row.changed === row.stored) return []
    return [{ snapshot: row.snapshot, until, examples: row.stored }]
  })
}
