/** What is told of masks compared with each other: shared ones, classes, channels, and a plane of examples. */
import { z } from 'zod'
import { bytesSchema } from './masks'

const count = z.number().int().min(0)

/** Examples of which every pair is compared, where all pairs would take too long. */
export const sampleSizes = [500, 1000, 2000] as const
export const usualSampleSize = 1000
export const sampleSizeSchema = z.number().int().min(20).max(5000)

/** Most examples that are selected at once: their numbers stand in an address. */
export const mostSelected = 2000

/** What takes seconds: each is asked for, followed and stopped by its name. */
export const comparisons = ['projection', 'overlap', 'coactivation', 'neighbours', 'companions', 'wholeUnit'] as const
export const comparisonSchema = z.enum(comparisons)
export type Comparison = z.infer<typeof comparisonSchema>

/** Examples that share one mask. */
export const maskGroupSchema = z.strictObject({
  size: count,
  /** Units that their mask has on. */
  on: count,
  /** The first of them. */
  examples: z.array(count),
  /** How many are of each class, the most frequent first; null where the data set is not here. */
  classes: z.array(z.strictObject({ label: count, examples: count })).nullable()
})
export type MaskGroup = z.infer<typeof maskGroupSchema>

/** The masks that most examples share; none that one example has alone. */
export const maskGroupsSchema = z.strictObject({
  snapshot: count,
  /** Null for all layers together. */
  layer: z.string().nullable(),
  examples: count,
  distinct: count,
  groups: z.array(maskGroupSchema)
})
export type MaskGroups = z.infer<typeof maskGroupsSchema>

/** Of which examples pairs were compared. */
const compared = {
  snapshot: count,
  examples: count,
  /** Examples whose masks are stored. */
  of: count
}

/**
 * The mean of |A ∩ B| / |A ∪ B| over pairs of different examples, one of each class. Pairs with no unit on are left
 * out; null where no pair is left.
 */
export const classOverlapSchema = z.strictObject({
  ...compared,
  layer: z.string().nullable(),
  classes: z.array(z.strictObject({ label: count, examples: count })),
  /** By class and class, in the order of `classes`; symmetric. */
  overlap: z.array(z.array(z.number().nullable()))
})
export type ClassOverlap = z.infer<typeof classOverlapSchema>

/** How often two channels of a layer are on together, counted over examples and positions. */
export const channelCoactivationSchema = z.strictObject({
  ...compared,
  layer: z.string(),
  positions: count,
  /** How many the layer has. */
  channels: count,
  /** Those that are compared, channels that go together side by side. */
  order: z.array(count),
  /** Uint32, little-endian, `order` × `order`: cases in which both are on; on the diagonal, in which the one is. */
  both: bytesSchema
})
export type ChannelCoactivation = z.infer<typeof channelCoactivationSchema>

/** Examples on a plane: near each other where their masks differ little. */
export const projectionSchema = z.strictObject({
  ...compared,
  layer: z.string().nullable(),
  units: count,
  listed: z.array(z.strictObject({
    example: count,
    label: count.nullable(),
    /** Of the same units, since the snapshot `comparedWith`; null where the mask before is not stored. */
    flips: count.nullable(),
    x: z.number(),
    y: z.number()
  })),
  comparedWith: count.nullable(),
  /** Nearest neighbours that the plane was made of. */
  neighbours: count,
  /** The share of them that are among as many nearest in the plane. */
  kept: z.number()
})
export type Projection = z.infer<typeof projectionSchema>

/** |A ∩ B| / |A ∪ B| of two channels of `order`; null where neither is ever on. */
export function channelOverlap(both: Uint32Array, channels: number, one: number, other: number): number | null {
  const shared = both[one * channels + other] ?? 0
  const either = (both[one * channels + one] ?? 0) + (both[other * channels + other] ?? 0) - shared
  return either === 0 ? null : shared / either
}
