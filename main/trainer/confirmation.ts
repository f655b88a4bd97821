/** What the process that started an import says once it has seen what was found in the model. */
import { z } from 'zod'
import { importWishesSchema, type ImportWishes } from '../../preload/schema/import-inspection'

const confirmationSchema = z.strictObject({ kind: z.literal('confirm'), wishes: importWishesSchema })
export type Confirmation = z.infer<typeof confirmationSchema>

/** In the process that inspects: resolves when it is told what to do with what it has found. */
export function confirmed(): Promise<ImportWishes> {
  return new Promise((resolve) => {
    const hear = (message: unknown): void => {
      const confirmation = confirmationSchema.safeParse(message).data
      if (confirmation === undefined) return
      process.off('message', hear)
      resolve(confirmation.wishes)
    }
    process.on('message', hear)
  })
}
