/** Something that was asked of several runs at once, and not done to some. */
import { z } from 'zod'
import { runIdSchema } from './names'

/** Those to which it could not be done, and why. */
export const refusedSchema = z.array(z.strictObject({ id: runIdSchema, sentence: z.string() }))
export type Refused = z.infer<typeof refusedSchema>

/** One sentence for all of them; null where nothing was refused. */
export function refusalOf(count: number, refused: Refused): string | null {
  const [first] = refused
  if (first === undefined) return null
  return count === 1 ? first.sentence : `${refused.length} of ${count} runs were left as they are: ${first.sentence}`
}
