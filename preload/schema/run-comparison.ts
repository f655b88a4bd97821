/** Runs laid side by side: groups of one configuration with different seeds, and curves. */
import { z } from 'zod'
import { bytesSchema } from './masks'
import { runIdSchema, runStatusSchema } from './run'

export const mostCompared = 100

/** Test errors whose first reaching is counted. */
export const reachedErrors = [0.1, 0.05, 0.03] as const

/**
 * Mean, sample deviation (n − 1) and the 95 % interval of the mean by Student's t; null where there are too few values.
 */
export const sampleSchema = z.strictObject({
  count: z.number().int(),
  mean: z.number().nullable(),
  deviation: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable()
})

/** What a run comes to. Errors and sparsity are fractions. */
export const finalNames = [
  'testError', 'testLoss', 'trainError', 'trainLoss', 'maskTError', 'maskTGap', 'sparsity', 'churn', 'drift', 'seconds'
] as const
export type FinalName = (typeof finalNames)[number]
/** One place for each of the names, so that a new one cannot be forgotten. */
const finalsOf = <S extends z.ZodType>(schema: S) => z.record(z.enum(finalNames), schema)

export const comparedRunSchema = z.strictObject({
  id: runIdSchema,
  name: z.string(),
  status: runStatusSchema,
  seed: z.number().int(),
  /** The place of its group. */
  group: z.number().int(),
  final: finalsOf(z.number().nullable()),
  /** By the errors of `reachedErrors`; null where the test error never was that small. */
  reached: z.array(z.strictObject({ iterations: z.number(), seconds: z.number() }).nullable())
})

export const comparedGroupSchema = z.strictObject({
  /** What tells it from the other groups: the value of each setting that differs; null where it has no such setting. */
  settings: z.array(z.string().nullable()),
  /** Of those settings that are numbers; null of the others. */
  numbers: z.array(z.number().nullable()),
  seeds: z.array(z.number().int()),
  final: finalsOf(sampleSchema),
  /** By the errors of `reachedErrors`, over the runs that reach it. */
  reached: z.array(z.strictObject({ iterations: sampleSchema, seconds: sampleSchema, missed: z.number().int() }))
})

export const runComparisonSchema = z.strictObject({
  /** Labels of the settings that differ between groups. */
  settings: z.array(z.string()),
  /** In the order in which their first runs were named. */
  groups: z.array(comparedGroupSchema),
  runs: z.array(comparedRunSchema),
  /** Those that cannot be read, with the reason. */
  unreadable: z.array(z.strictObject({ id: runIdSchema, reason: z.string() }))
})

export const curveNames = [
  'testError', 'testLoss', 'trainError', 'trainLoss', 'sparsity', 'churn', 'drift'
] as const
export type CurveName = (typeof curveNames)[number]
export const curveAxes = ['iteration', 'epoch', 'seconds'] as const
export type CurveAxis = (typeof curveAxes)[number]

/** A part of an axis. */
export const stretchSchema = z.strictObject({ from: z.number(), to: z.number() })

/** A run's curve: float64 each, little-endian, by rising place on the axis. */
export const runCurveSchema = z.strictObject({ id: runIdSchema, at: bytesSchema, values: bytesSchema })

export type ComparedSample = z.infer<typeof sampleSchema>
export type ComparedRun = z.infer<typeof comparedRunSchema>
export type ComparedGroup = z.infer<typeof comparedGroupSchema>
export type RunComparison = z.infer<typeof runComparisonSchema>
export type Stretch = z.infer<typeof stretchSchema>
export type RunCurve = z.infer<typeof runCurveSchema>
