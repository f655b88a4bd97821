/** What is recorded of pruning. Fractions are fractions of 1; counts are exact. */
import { z } from 'zod'
import { modelFiguresSchema } from './model-figures'
import { checkpointNameSchema } from './names'

const count = z.number().int().min(0)

/** How often the two ends of a layer's connections were on together. */
export const coactivationSchema = z.strictObject({
  /** The most that a connection's count could be: examples (or batches) × positions. */
  opportunities: z.number(),
  /** Mean over the layer's connections of count / opportunities. */
  mean: z.number(),
  /** Zero co-activation: connections whose ends were never on at once. */
  never: count,
  /** Connections by count / opportunities, in bins of equal width from 0 to 1. */
  histogram: z.array(count)
})

export const prunedLayerSchema = z.strictObject({
  /** The node whose kernel it is. */
  name: z.string(),
  /** Connections of the layer, and those that are left. */
  weights: count, kept: count,
  /** Whether the layer may be pruned at all. */
  exempt: z.boolean(),
  /** null where magnitudes or a file decided. */
  coactivation: coactivationSchema.nullable()
})

/** One choice of connections; what is pruned stays pruned until the last Dense stage. */
export const pruningRecordSchema = z.strictObject({
  /** Counted from 1. */
  index: z.number().int(),
  /** Epochs and iterations done when it took place. */
  epoch: z.number().int(), iteration: z.number().int(),
  /** The alternation whose masks decided; null for any other choice. */
  alternation: z.number().int().nullable(),
  seconds: z.number(),
  weights: count, kept: count,
  layers: z.array(prunedLayerSchema)
})

/** Test error and loss with ReLU when this layer alone is pruned by magnitude to this sparsity. */
export const sensitivityPointSchema = z.strictObject({
  at: checkpointNameSchema, layer: z.string(), degree: z.number(), error: z.number(), loss: z.number()
})

const compactFiguresSchema = modelFiguresSchema.extend({
  /** Median over the rounds. */
  millisecondsPerImage: z.number(),
  loss: z.number()
})

/** The compact model beside the whole one: what went, and what was measured. */
export const compactReportSchema = z.strictObject({
  at: checkpointNameSchema,
  /** Whether channels that no training example has on were removed too, which may change outputs. */
  neverOn: z.boolean(),
  /** Layers with filters or units, and how many of these went. */
  layers: z.array(z.strictObject({ name: z.string(), channels: count, removed: count })),
  whole: compactFiguresSchema,
  compact: compactFiguresSchema,
  /** Test images per round; in each round both models take them, one after the other. */
  images: count, rounds: count,
  /** Rounds in which the compact model took less time. */
  roundsFaster: count,
  /** In words, from these figures: what got faster, or that nothing did. */
  verdict: z.string()
})

export type CompactReport = z.infer<typeof compactReportSchema>
export type CompactFigures = z.infer<typeof compactFiguresSchema>
export type Coactivation = z.infer<typeof coactivationSchema>
export type PrunedLayer = z.infer<typeof prunedLayerSchema>
export type PruningRecord = z.infer<typeof pruningRecordSchema>
export type SensitivityPoint = z.infer<typeof sensitivityPointSchema>
