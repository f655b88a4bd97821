/** Ending what was asked for. */
import { z } from 'zod'
import { nothing, type Topic } from './parts'

/** What a page calls a call by which it may want to end; nobody else can guess it. */
export const ticketSchema = z.string().regex(/^[0-9a-f]{32}$/)

export const callMethods = {
  /** Ends the call of that ticket, which is then answered by `stopped`, unless its work is done. */
  'calls.stop': { access: 'reads', request: z.strictObject({ ticket: ticketSchema }), reply: nothing }
} as const satisfies Topic<'calls'>
