/** What the topics of the contract share. */
import { z } from 'zod'
import { checkpointNameSchema, runIdSchema } from '../schema/run'

/** A topic's methods, by the names `<topic>.<what is done>`. */
export type Topic<Name extends string> = Record<`${Name}.${string}`, { request: z.ZodType; reply: z.ZodType }>

export const nothing = z.strictObject({})
export const byId = z.strictObject({ id: runIdSchema })
export const checkpoint = { id: runIdSchema, at: checkpointNameSchema }
