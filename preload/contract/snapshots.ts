/** Taking the masks of a stored checkpoint. */
import { z } from 'zod'
import { snapshotExamplesSchema, snapshotRecordSchema } from '../schema/run'
import { byId, checkpoint, nothing, type Topic } from './parts'

export const snapshotMethods = {
  /**
   * Estimates and stores the masks of a checkpoint, of a run that is not running; `snapshot-progress` events tell how
   * far it is. Null when it was stopped.
   */
  'snapshots.take': {
    access: 'writes',
    computes: true,
    request: z.strictObject({ ...checkpoint, of: snapshotExamplesSchema }),
    reply: z.strictObject({ snapshot: snapshotRecordSchema.nullable() })
  },
  /** Ends it after its current batch; nothing of it is left. */
  'snapshots.stop': { access: 'writes', request: byId, reply: nothing }
} as const satisfies Topic<'snapshots'>
