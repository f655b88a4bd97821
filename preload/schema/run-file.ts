/** A run's file as a person finds it: where it lies, what takes room in it, and what happened to the run. */
import { z } from 'zod'

/** `at` is an instant, null where none is kept. */
export const logEntrySchema = z.strictObject({ at: z.string().nullable(), text: z.string() })
export type LogEntry = z.infer<typeof logEntrySchema>

export const runFileSchema = z.strictObject({
  /** To be read by a person: no path is ever taken from a page. */
  path: z.string(),
  bytes: z.number().int(),
  parts: z.array(z.strictObject({ name: z.string(), rows: z.number().int(), bytes: z.number().int() })),
  log: z.array(logEntrySchema)
})
export type RunFile = z.infer<typeof runFileSchema>
