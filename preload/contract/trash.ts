/** Runs that were deleted: brought back, or removed for good. */
import { z } from 'zod'
import { refusedSchema } from '../schema/refused'
import { trashSchema } from '../schema/trash'
import { nothing, severalRuns, type Topic } from './parts'

export const trashMethods = {
  /** Nothing of a store that is only looked at. */
  'trash.list': { access: 'reads', request: nothing, reply: trashSchema },
  'trash.restore': {
    access: 'writes', request: z.strictObject({ ids: severalRuns }), reply: z.strictObject({ refused: refusedSchema })
  },
  /** Removes all that is there for good. */
  'trash.empty': { access: 'writes', request: nothing, reply: z.strictObject({ freedBytes: z.number() }) }
} as const satisfies Topic<'trash'>
