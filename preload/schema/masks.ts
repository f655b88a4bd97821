/** What is told of stored masks: of a layer's units, of one unit, of an example's neighbours, of patterns. */
import { z } from 'zod'

const count = z.number().int().min(0)

/** A unit of a support layer, by its index in height × width × channels order. */
export const unitAddressSchema = z.strictObject({ layer: z.string(), unit: count })
export type UnitAddress = z.infer<typeof unitAddressSchema>

/** Height, width and channel of a unit; one number for a flat layer. */
export const positionSchema = z.array(count).min(1).max(3)

/** How a unit stood in one snapshot. Flips are null where there is nothing before, or no longer any masks. */
export const unitMomentSchema = z.strictObject({
  snapshot: count,
  examples: count,
  on: count,
  flips: z.strictObject({ examples: count, onToOff: count, offToOn: count }).nullable()
})
export type UnitMoment = z.infer<typeof unitMomentSchema>

export const unitClassSchema = z.strictObject({ label: count, examples: count, on: count })

/** A unit that is on with another: how often both are, and that divided by how often one of them is (Jaccard). */
export const companionSchema = z.strictObject({
  layer: z.string(), unit: count, position: positionSchema, on: count, both: count, overlap: z.number()
})

export const turnedOnSchema = z.strictObject({
  example: count,
  label: count.nullable(),
  /** The latest snapshot, up to this one, at which this example's unit flipped; null when it never did. */
  flippedAt: count.nullable()
})

export const unitCardSchema = z.strictObject({
  snapshot: count,
  layer: z.string(),
  unit: count,
  position: positionSchema,
  /** The first examples: the figures below are of these. */
  examples: count,
  /** Whose masks the snapshot still has: more, where only the first were asked for. */
  stored: count,
  on: count,
  history: z.array(unitMomentSchema),
  /** The first of the snapshots, without a break up to this one, in which the unit is on for no (every) example. */
  deadSince: count.nullable(),
  alwaysOnSince: count.nullable(),
  /** Null where the data set that the run was trained on is not here. */
  classes: z.array(unitClassSchema).nullable(),
  /** H(m) in bits, and I(m; label). */
  entropy: z.number(),
  mutualInformation: z.number().nullable(),
  /** Examples that turn the unit on, of those that are asked for, those that flipped last first. */
  turnedOn: z.array(turnedOnSchema),
  /** How many more of them there are beyond those listed. */
  notListed: count
})
export type UnitCard = z.infer<typeof unitCardSchema>

/** The units most often on with one, the most overlapping first. */
export const companionsSchema = z.array(companionSchema)
export type Companions = z.infer<typeof companionsSchema>

/** Bytes in a reply: they travel as they are, not as text. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

/** A layer's units in one snapshot. Counts per unit are `packedCounts`, in height × width × channels order. */
export const layerUnitsSchema = z.strictObject({
  snapshot: count,
  layer: z.string(),
  shape: z.array(count).min(1),
  /** Classes that there are; null where the data set is not here. */
  labels: z.array(count).nullable(),
  examples: count,
  on: bytesSchema,
  /** Of the snapshot that this one is compared with; null at the first. */
  before: z.strictObject({ snapshot: count, examples: count, on: bytesSchema }).nullable(),
  /** Of the examples whose masks both still have; null where there are none. */
  flips: z.strictObject({ examples: count, onToOff: bytesSchema, offToOn: bytesSchema }).nullable()
})
export type LayerUnits = z.infer<typeof layerUnitsSchema>

/** One example's multi-layer mask, packed as the run file has it, beside that of the snapshot before. */
export const exampleMasksSchema = z.strictObject({
  snapshot: count,
  example: count,
  label: count.nullable(),
  bits: bytesSchema,
  /** Null at the first snapshot, and where the mask before is no longer stored. */
  before: z.strictObject({ snapshot: count, bits: bytesSchema }).nullable(),
  layers: z.array(z.strictObject({
    layer: z.string(),
    on: count,
    flips: z.strictObject({ onToOff: count, offToOn: count }).nullable()
  }))
})
export type ExampleMasks = z.infer<typeof exampleMasksSchema>

/** Units that two examples both have on, and that one of them has on alone. */
export const commonUnitsSchema = z.strictObject({ units: count, both: count, onlyFirst: count, onlySecond: count })
export type CommonUnits = z.infer<typeof commonUnitsSchema>

const pairedExample = z.strictObject({ example: count, label: count.nullable(), bits: bytesSchema })
/** Two examples' multi-layer masks in one snapshot, packed as the run file has them. */
export const maskPairSchema = z.strictObject({
  snapshot: count,
  first: pairedExample,
  second: pairedExample,
  layers: z.array(commonUnitsSchema.extend({ layer: z.string() }))
})
export type MaskPair = z.infer<typeof maskPairSchema>

/** Jaccard, |A ∩ B| / |A ∪ B|; null where neither has a unit on. */
export function overlapOfPair({ both, onlyFirst, onlySecond }: CommonUnits): number | null {
  const either = both + onlyFirst + onlySecond
  return either === 0 ? null : both / either
}

/** Of all layers together. */
export const allCommonUnits = (layers: readonly CommonUnits[]): CommonUnits => layers.reduce(
  (sum, { units, both, onlyFirst, onlySecond }) => ({
    units: sum.units + units,
    both: sum.both + both,
    onlyFirst: sum.onlyFirst + onlyFirst,
    onlySecond: sum.onlySecond + onlySecond
  }),
  { units: 0, both: 0, onlyFirst: 0, onlySecond: 0 }
)

/** Every example of a snapshot, by its number; numbers are uint32, little-endian. */
export const exampleListSchema = z.strictObject({
  snapshot: count,
  /** The snapshot that flips are counted against; null where there are none. */
  comparedWith: count.nullable(),
  examples: count,
  /** Null where the data set is not here, and the run's file holds none. */
  labels: bytesSchema.nullable(),
  /** Null where it was not asked. */
  on: bytesSchema.nullable(),
  /** Of the first examples, whose masks before are stored; null where there are none. */
  flips: bytesSchema.nullable(),
  /** A byte for each: 1 where it turns on the unit that was asked for; null where none was. */
  turnsOn: bytesSchema.nullable()
})
export type ExampleList = z.infer<typeof exampleListSchema>

/** Images one after the other, each height × width × channels bytes. */
export const exampleImagesSchema = z.strictObject({
  shape: z.tuple([count, count, count]), examples: z.array(count), pixels: bytesSchema
})
export type ExampleImages = z.infer<typeof exampleImagesSchema>

export const neighboursSchema = z.strictObject({
  snapshot: count,
  /** Null for all layers. */
  layer: z.string().nullable(),
  example: count,
  label: count.nullable(),
  units: count,
  /** Among which the nearest were looked for. */
  examples: count,
  nearest: z.array(z.strictObject({ example: count, label: count.nullable(), distance: count }))
})
export type Neighbours = z.infer<typeof neighboursSchema>

/** Distinct masks of a layer: how many, how examples share them, and the entropy of that distribution in bits. */
export const layerPatternsSchema = z.strictObject({
  layer: z.string(),
  units: count,
  distinct: count,
  entropy: z.number(),
  /** Examples that have the most shared mask, the second most, … */
  largest: z.array(count),
  /** How many masks are shared by so many examples (1: by no other), from the largest number on. */
  sizes: z.array(z.strictObject({ size: count, masks: count }))
})
export const patternsSchema = z.strictObject({
  snapshot: count,
  examples: count,
  layers: z.array(layerPatternsSchema),
  /** All layers together. */
  whole: layerPatternsSchema.omit({ layer: true })
})
export type Patterns = z.infer<typeof patternsSchema>
