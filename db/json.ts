/** Columns of JSON text, held to a schema. */
import { z } from 'zod'

export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)

/** Texts whose values are remembered. */
const mostRemembered = 16

/**
 * The same of a column that many files have in common, as runs their network: what was read of a text before is given
 * again, so nobody may change it.
 */
export function sharedJson<T extends z.ZodType>(schema: T) {
  const parsed = json(schema)
  const known = new Map<string, z.output<T>>()
  return z.string().transform((text, context): z.output<T> => {
    const before = known.get(text)
    if (before !== undefined) return before
    const read = parsed.safeParse(text)
    if (!read.success) {
      for (const { message, path } of read.error.issues)
        context.addIssue({ code: 'custom', message, path: [...path] })
      return z.NEVER
    }
    if (known.size >= mostRemembered) known.clear()
    known.set(text, read.data)
    return read.data
  })
}
