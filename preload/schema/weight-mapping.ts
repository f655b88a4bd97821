/** Which array of a foreign file is which of a network's. */
import { z } from 'zod'

/** Their name, and ours: `<node>/<role>`. */
export const weightMappingSchema = z.record(z.string().min(1).max(1024), z.string().min(1).max(128))
export type WeightMapping = z.infer<typeof weightMappingSchema>

/**
 * `shape`: no other array has it; `order`: others have it too, and their names' order alone decides; `mapping`: a
 * person says so.
 */
export const matchedWeightSchema = z.strictObject({
  theirs: z.string(), shape: z.array(z.number().int()), ours: z.string(), by: z.enum(['shape', 'order', 'mapping'])
})
export type MatchedWeight = z.infer<typeof matchedWeightSchema>

export const mappingOf = (matched: readonly MatchedWeight[]): WeightMapping =>
  Object.fromEntries(matched.map(({ theirs, ours }) => [theirs, ours]))

export const mappingHeadings = ['in the file', 'shape', 'here', 'matched by']
export const mappingRows = (matched: readonly MatchedWeight[]): string[][] =>
  matched.map(({ theirs, shape, ours, by }) => [theirs, shape.join('×'), ours, by])

/** As a run keeps it: "conv1.weight is conv-1/kernel (shape); …". */
export const mappingText = (matched: readonly MatchedWeight[]): string =>
  matched.map(({ theirs, ours, by }) => `${theirs} is ${ours} (${by})`).join('; ')
