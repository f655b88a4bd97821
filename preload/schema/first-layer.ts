/**
 * Theorem 1's condition (29) on a run's first masked layer, under the masks of a snapshot
 * (main/engine/theory/first-layer): three numbers, and the spectrum behind them.
 */
import { z } from 'zod'
import { plain } from './format'
import { mostFittedExamples } from './last-layers'
import { runIdSchema } from './names'

const count = z.number().int().min(0)

export const firstLayerRequest = {
  id: runIdSchema,
  /** Null for the latest. */
  snapshot: count.nullable(),
  examples: z.number().int().min(2).max(mostFittedExamples),
  epsilon: z.number().gt(0).lt(0.1)
}

export const usualEpsilon = 1e-6

export const firstLayerSchema = z.strictObject({
  snapshot: count,
  hidden: z.string(),
  support: z.string(),
  channels: count,
  /** Of the classifier: m = examples · outputs. */
  outputs: count,
  examples: count,
  /** Of U without those that are zero for every input: a block of `width` for each channel. */
  columns: count,
  width: count,
  epsilon: z.number(),
  /** λ² / m of the paper's U, whose columns of two channels are zero. */
  least: z.number(),
  largest: z.number(),
  /** λ²_max / λ²_min of the columns that are not; null where it is infinite. */
  condition: z.number().nullable(),
  /** (11/10 − ε) / (9/10 + ε): what `condition` may be, whatever the scale. */
  most: z.number(),
  /** Of UᵀU / examples, without zero columns, ascending. */
  eigenvalues: z.array(z.number()),
  isMet: z.boolean(),
  /** After the best common scale, of the columns that are not zero for every input. */
  isMetScaled: z.boolean(),
  seconds: z.number()
})
export type FirstLayerReading = z.infer<typeof firstLayerSchema>

/** Four digits, and a power of ten from 100,000 on; infinite for null. */
export function conditionText(value: number | null): string {
  if (value === null) return 'infinite'
  return value < 1e5 ? plain(Number(value.toPrecision(4))) : value.toExponential(1)
}
