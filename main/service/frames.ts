/** What the desktop and the service say to each other over the child process's channel. */
import { z } from 'zod'
import { callSchema, eventSchema, replySchema } from '../../preload/contract'
import { decodeFrame, encodeFrame } from '../../preload/contract/frames'
import { trainingNewsSchema } from '../../preload/schema/queue'

/** From the desktop to the service. `open`: from now on this run file may be looked at, by the name of its path. */
export const serviceRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), call: callSchema }),
  z.strictObject({ kind: z.literal('open'), path: z.string().min(1) })
])

/** From the service to the desktop. `ready` comes once, when calls are answered. */
export const serviceFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('reply'), reply: replySchema }),
  z.strictObject({ kind: z.literal('event'), event: eventSchema }),
  z.strictObject({ kind: z.literal('news'), news: trainingNewsSchema })
])

export type ServiceRequest = z.infer<typeof serviceRequestSchema>
export type ServiceFrame = z.infer<typeof serviceFrameSchema>

/**
 * A frame as it goes over the channel, which is JSON: Node and Electron need not agree on another form. Bytes inside
 * become one text.
 */
export function packed(frame: ServiceFrame): object {
  const encoded = encodeFrame(frame)
  return typeof encoded === 'string' ? frame : { block: Buffer.from(encoded).toString('base64') }
}

/** What `packed` was given, unchecked. */
export function unpacked(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('block' in raw) || typeof raw.block !== 'string') return raw
  return decodeFrame(Uint8Array.from(Buffer.from(raw.block, 'base64')).buffer)
}
