/** The list of runs, and the one run that a page follows. */
import { z } from 'zod'
import { runCursorSchema, runDetailSchema, runIdSchema, runListEntrySchema, runNameSchema } from '../schema/run'
import { byId, nothing, type Topic } from './parts'

export const runMethods = {
  'runs.list': { access: 'reads', request: nothing, reply: z.strictObject({ runs: z.array(runListEntrySchema) }) },
  'runs.detail': {
    access: 'reads',
    request: byId,
    reply: z.strictObject({ detail: runDetailSchema, cursor: runCursorSchema })
  },
  /** From now on `run-delta` events tell this page what is new after the cursor, at most five times a second. */
  'runs.follow': {
    access: 'reads',
    request: z.strictObject({ id: runIdSchema, cursor: runCursorSchema }),
    reply: nothing
  },
  'runs.unfollow': { access: 'reads', request: byId, reply: nothing },
  'runs.rename': {
    access: 'writes',
    request: z.strictObject({ id: runIdSchema, name: runNameSchema }),
    reply: nothing
  },
  'runs.delete': { access: 'writes', request: byId, reply: nothing }
} as const satisfies Topic<'runs'>
