/** Where run files are read, as plain data: what a thread or another process is told to read the same ones. */
import { z } from 'zod'
import { runIdSchema } from './names'

export const runPlaceSchema = z.strictObject({
  /** The store's folder. Of a file that lies elsewhere, the folder whose data sets belong to it. */
  folder: z.string(),
  /** The one file, where it is not the store's runs that are read. */
  file: z.strictObject({ id: runIdSchema, path: z.string() }).nullable()
})
export type RunPlace = z.infer<typeof runPlaceSchema>
