/**
 * Brings the file of an interrupted training back to a state that was saved in it: what was written later goes, to be
 * written again by the training that goes on. Order: first masks that are stored as what changes until a later snapshot
 * are made whole again, in short transactions that change nothing for whoever reads; then everything else goes in one
 * transaction, which is the whole of it or nothing.
 */
import { writeCheckpoint } from './checkpoints'
import { rewindCurve } from './curve'
import type { WritableDatabase } from './database'
import type { MaskTable } from './masks'
import { judgedWeights, noMarks, type Marks, type StoredState } from './training-states'

/** Null for the beginning of the run, before anything was trained. */
export type RewindTo = StoredState | null

const marksOf = (to: RewindTo): Marks => to?.marks ?? noMarks

/** Masks of snapshots that stay no longer lean on those that go. May be cut off, and done again. */
export function freeFromLaterSnapshots(database: WritableDatabase, masks: MaskTable, to: RewindTo): void {
  const { snapshot } = marksOf(to)
  const leaning = database.prepare(`
    SELECT snapshot FROM snapshots WHERE snapshot <= @snapshot AND changes_until > @snapshot ORDER BY snapshot
  `).pluck().all({ snapshot }) as number[]
  for (const one of leaning) masks.restoreFromChanges(one)
}

/** How many snapshots were taken after a state, by the training or by a person. */
export const snapshotsAfter = (database: WritableDatabase, to: RewindTo): number =>
  database.prepare('SELECT count(*) FROM snapshots WHERE snapshot > ?').pluck().get(marksOf(to).snapshot) as number

/** Call inside a transaction. */
export function rewind(database: WritableDatabase, masks: MaskTable, to: RewindTo, now: Date): void {
  const marks = marksOf(to)
  const { iteration, epoch } = to?.state.position ?? { iteration: 0, epoch: 0 }
  const remove = (from: string, after: number): void => { database.prepare(`DELETE FROM ${from} > ?`).run(after) }
  masks.removeAfter(marks.snapshot)
  remove('mask_changes WHERE snapshot', marks.snapshot)
  remove('snapshot_layers WHERE snapshot', marks.snapshot)
  // Choices of connections refer to alternations, and checkpoints to choices.
  database.prepare('DELETE FROM checkpoints WHERE checkpoint > ? OR iteration > ? OR pruning > ?')
    .run(marks.checkpoint, iteration, marks.pruning)
  remove('weight_masks WHERE pruning', marks.pruning)
  remove('prunings WHERE pruning', marks.pruning)
  remove('snapshots WHERE snapshot', marks.snapshot)
  remove('sensitivity WHERE number', marks.sensitivity)
  rewindCurve(database, iteration)
  remove('test_curve WHERE iteration', iteration)
  remove('epochs WHERE epoch', epoch)
  remove('training_states WHERE number', to?.number ?? 0)
  database.prepare(`
    DELETE FROM evaluations
    WHERE checkpoint_name NOT IN (SELECT name FROM checkpoints) OR checkpoint_name = 'last-good'
  `).run()
  if (to !== null) keepLastGood(database, to, now)
}

/** The last good weights were replaced at the end of the next epoch: those of a state at the end of one are its own. */
function keepLastGood(database: WritableDatabase, { state, marks }: StoredState, now: Date): void {
  const { epoch, iteration, example } = state.position
  const kept = database.prepare("SELECT 1 FROM checkpoints WHERE name = 'last-good'").get() !== undefined
  if (kept || epoch === 0 || example > 0) return
  const pruning = state.network.weightMasks === null ? null : marks.pruning
  writeCheckpoint(database, { name: 'last-good', epoch, iteration, pruning }, judgedWeights(state), now)
}
