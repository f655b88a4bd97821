/**
 * What a page can look at: the own store, and, without writing, the example that comes with Maskscope and run files
 * that were opened wherever they lie.
 */
import { z } from 'zod'
import { runIdSchema } from './names'

export const exampleStore = 'example'

/**
 * A store that is not the own one. Of an opened file it is a fingerprint of its path, so that the name is the same
 * after a restart while no path ever crosses the contract.
 */
export const storeNameSchema = z.string().regex(/^(example|file-[0-9a-f]{32})$/)
export type StoreName = z.infer<typeof storeNameSchema>

/** Of a page's address: which store it shows; without it the own one. */
export const storeParameter = 'store'

/** Why nothing can be changed in it, and what to do. */
export const readOnlyReason = (store: StoreName): string =>
  `${store === exampleStore ? 'The example store' : 'A run file that was opened by itself'} is read-only; ` +
  'go back to your own runs first.'

/** What there is to say of the store that a page shows. */
export const shownStoreSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('own'), folder: z.string() }),
  z.strictObject({ kind: z.literal('example') }),
  /** `folder`: null of a file that a page handed over. */
  z.strictObject({ kind: z.literal('file'), name: z.string(), folder: z.string().nullable() })
])
export type ShownStore = z.infer<typeof shownStoreSchema>

/** What became of a run's file that was to join the own store. */
export const addedRunSchema = z.strictObject({ outcome: z.enum(['added', 'there']), id: runIdSchema })
export type AddedRun = z.infer<typeof addedRunSchema>
