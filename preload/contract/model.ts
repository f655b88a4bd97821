/** The network of a run: what it costs, and how much of it is used at a snapshot. */
import { z } from 'zod'
import { modelMomentSchema, modelSchema } from '../schema/model'
import { runIdSchema } from '../schema/run'
import { byId, type Topic } from './parts'

export const modelMethods = {
  'model.network': { access: 'reads', request: byId, reply: modelSchema },
  'model.moment': {
    access: 'reads',
    /** Null for the latest snapshot; of a run that has none, for its latest weights. */
    request: z.strictObject({ id: runIdSchema, snapshot: z.number().int().min(0).nullable() }),
    reply: modelMomentSchema
  }
} as const satisfies Topic<'model'>
