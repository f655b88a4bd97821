/** What the topics of the contract share. */
import { z } from 'zod'
import { checkpointNameSchema, runIdSchema } from '../schema/run'

/** Whether a method leaves the store as it is. One that writes is refused in a store that is only looked at. */
type Access = 'reads' | 'writes'

/** A topic's methods, by the names `<topic>.<what is done>`. */
export type Topic<Name extends string> = Record<
  `${Name}.${string}`,
  {
    access: Access
    /** Of what starts a process of its own for the time until it is answered: a page has few of these at once. */
    computes?: true
    request: z.ZodType
    reply: z.ZodType
  }
>

export const nothing = z.strictObject({})
export const byId = z.strictObject({ id: runIdSchema })
/** As many as a list can show. */
export const severalRuns = z.array(runIdSchema).min(1).max(10_000)
export const checkpoint = { id: runIdSchema, at: checkpointNameSchema }
