/** The state of stochastic gradient descent in stages (main/engine/training/methods/staged.ts), as plain data. */
import { z } from 'zod'

const count = z.number().int().min(0)

/** What has happened since masks were last estimated for training: what a trigger asks about. */
export const triggerStateSchema = z.strictObject({
  epochs: count,
  /** Training loss of the last epoch and of the one before; null where there is none. */
  loss: z.number().nullable(),
  lossBefore: z.number().nullable(),
  drift: z.number().nullable()
})

export const stagedStateSchema = z.strictObject({
  /**
   * Epochs after which the warm-up ended because its error was low enough; null while it lasts, or ends by its length.
   */
  warmedUp: count.nullable(),
  /** The phase that has been entered; null before the first, and once one has been left. */
  phase: z.string().nullable(),
  /** The last alternation, and the snapshot that holds its masks; 0 before the first. */
  alternation: count,
  snapshot: count,
  /** The last snapshot that was only to be looked at; 0 before the first. */
  scheduled: count,
  trigger: triggerStateSchema.nullable(),
  /** t of every support layer, with which the masks in use were estimated. */
  thresholds: z.array(z.number()),
  /** The epoch before which masks were recorded last, at which they need not be recorded again. */
  snapshotEpoch: count.nullable(),
  /**
   * The last choice of connections (0 before the first), the epoch before which it was made, whether its masks hold,
   * and the alternation whose masks have not decided yet.
   */
  pruning: z.strictObject({ index: count, epoch: count.nullable(), holds: z.boolean(), undecided: count.nullable() }),
  /** Whether the boundary before the running epoch lies behind. */
  ready: z.boolean()
})

export type TriggerState = z.infer<typeof triggerStateSchema>
export type StagedState = z.infer<typeof stagedStateSchema>
