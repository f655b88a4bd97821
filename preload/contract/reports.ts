/** Runs as one file for people, and the commands that make a run again. */
import { z } from 'zod'
import { reportFormats } from '../schema/report'
import { runIdSchema } from '../schema/run'
import { mostCompared } from '../schema/run-comparison'
import { byId, type Topic } from './parts'

export const reportMethods = {
  /** Of one run all that is known of it, of several a comparison; `filter` is what chose them. */
  'reports.make': {
    access: 'reads',
    request: z.strictObject({
      ids: z.array(runIdSchema).min(1).max(mostCompared), format: z.enum(reportFormats),
      filter: z.string().max(1000).nullable()
    }),
    reply: z.strictObject({ text: z.string() })
  },
  /** Each command as its words; `lacking` is the run with whose weights it began, where that is not in the store. */
  'reports.repeat': {
    access: 'reads',
    request: byId,
    reply: z.strictObject({ commands: z.array(z.array(z.string())), lacking: runIdSchema.nullable() })
  }
} as const satisfies Topic<'reports'>
