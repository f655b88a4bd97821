/** What the desktop and the service say to each other over the child process's channel. */
import { z } from 'zod'
import { callSchema, eventSchema, replySchema } from '../../preload/contract'

/** From the desktop to the service. */
export const serviceRequestSchema = z.strictObject({ kind: z.literal('call'), call: callSchema })

/** From the service to the desktop. `ready` comes once, when calls are answered. */
export const serviceFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('reply'), reply: replySchema }),
  z.strictObject({ kind: z.literal('event'), event: eventSchema })
])

export type ServiceRequest = z.infer<typeof serviceRequestSchema>
export type ServiceFrame = z.infer<typeof serviceFrameSchema>
