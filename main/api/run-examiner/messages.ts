/** What is asked of the process that reads run files first, and what it answers. */
import { z } from 'zod'
import { runIdSchema, runListEntrySchema } from '../../../preload/schema/run'

/** `name`: what a sentence calls the file. */
const asked = { path: z.string(), name: z.string() }

export const questionSchema = z.discriminatedUnion('kind', [
  /** The file's line in a list of runs. */
  z.strictObject({ kind: z.literal('entry'), ...asked, id: runIdSchema, fileBytes: z.number() }),
  /** Whether whatever is read of the file comes to an end. */
  z.strictObject({ kind: z.literal('sound'), ...asked }),
  /** The same of a file that lies anywhere, and may have been left open. */
  z.strictObject({ kind: z.literal('opened'), ...asked, storeFolder: z.string() })
])
export type Question = z.infer<typeof questionSchema>

export const toldSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('entry'), entry: runListEntrySchema }),
  z.strictObject({ kind: z.literal('sound') }),
  z.strictObject({ kind: z.literal('refused'), sentence: z.string() })
])
export type Told = z.infer<typeof toldSchema>
