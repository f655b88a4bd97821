/** The linear network that an example sees, and what if its masks were others. */
import { z } from 'zod'
import {
  changedErrorRequest, changedErrorSchema, linearMapSchema, linearRequest, whatIfRequest, whatIfSchema
} from '../schema/linear'
import { nothing, type Topic } from './parts'

export const linearMethods = {
  /** At a snapshot, beside the previous one that holds masks of the example. */
  'linear.map': { access: 'reads', request: z.strictObject(linearRequest), reply: linearMapSchema },
  /** Of one example, at once. */
  'linear.whatIf': { access: 'reads', request: z.strictObject(whatIfRequest), reply: whatIfSchema },
  /**
   * Of many examples; `changed-error-progress` events tell how far it is. Null when it was stopped, which asking anew
   * does too.
   */
  'linear.error': {
    access: 'reads',
    request: z.strictObject(changedErrorRequest),
    reply: z.strictObject({ error: changedErrorSchema.nullable() })
  },
  'linear.stop': { access: 'reads', request: nothing, reply: nothing }
} as const satisfies Topic<'linear'>
