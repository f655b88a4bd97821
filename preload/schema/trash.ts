/** Runs that were deleted, and can be brought back for a while. */
import { z } from 'zod'
import { runListEntrySchema } from './run'

export const daysInTrash = 30

export const trashedRunSchema = z.strictObject({ run: runListEntrySchema, deletedAt: z.string() })
export const trashSchema = z.strictObject({
  runs: z.array(trashedRunSchema),
  /** Of the disk that the store lies on; null where the system does not say. */
  freeBytes: z.number().nullable()
})
export type TrashedRun = z.infer<typeof trashedRunSchema>
export type TrashContent = z.infer<typeof trashSchema>

export const bytesOf = (runs: readonly TrashedRun[]): number =>
  runs.reduce((sum, { run }) => sum + run.fileBytes, 0)
