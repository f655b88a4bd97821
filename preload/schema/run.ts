/**
 * What a run holds, as every reader sees it. Errors, sparsity and churn are fractions of 1; times are seconds; instants
 * are ISO 8601.
 */
import { z } from 'zod'
import { augmentationNames, pruningChoiceNames, runConfigurationSchema, runMethodNames } from './configuration'
import { importFormatNames } from './import'
import { checkpointNameSchema, configurationKeySchema, failureKindSchema, runIdSchema } from './names'
import { networkSchema } from './network'
import { pruningRecordSchema, sensitivityPointSchema } from './pruning'

export { checkpointNameSchema, failureKindSchema, runIdSchema }
export type { FailureKind } from './names'
export const longestRunName = 120
export const runNameSchema = z.string().trim().min(1).max(longestRunName)

/** `interrupted` is derived: the file says running, but its process is gone. */
export const runStatusSchema = z.enum(['running', 'finished', 'stopped', 'failed', 'interrupted'])
export const phaseSchema = z.enum(['sgd', 'warm-up', 'masked', 'dense', 'sparse', 'dense-again'])
/** What is done between the start of a training and its first step. */
export const preparationNames = ['reading the data', 'loading TensorFlow', 'building the network'] as const
export const activitySchema = z.enum([
  ...preparationNames,
  'training',
  'estimating masks',
  'choosing connections',
  'refitting the classifier',
  'scanning sensitivity',
  'evaluating'
])

export const progressSchema = z.strictObject({
  activity: activitySchema,
  phase: phaseSchema,
  /** Epochs completed; fractional inside an epoch. */
  epoch: z.number(),
  iteration: z.number().int(),
  iterations: z.number().int(),
  examplesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable()
})

/** A point of the live training curve: the mean over the iterations since the point before. */
export const curvePointSchema = z.strictObject({
  iteration: z.number().int(), epoch: z.number(), loss: z.number(), error: z.number(), learningRate: z.number()
})

/** Loss and error on the test set, with ReLU, measured in the middle of an epoch; an epoch's end has its own record. */
export const testPointSchema = z.strictObject({
  iteration: z.number().int(),
  epoch: z.number(),
  loss: z.number(),
  error: z.number()
})

export const epochRecordSchema = z.strictObject({
  epoch: z.number().int(),
  /** Iterations done since the start of the run. */
  iterations: z.number().int(),
  phase: phaseSchema,
  learningRate: z.number(),
  trainLoss: z.number(),
  trainError: z.number(),
  testLoss: z.number(),
  testError: z.number(),
  /**
   * Fraction of the probe examples' stored mask bits that the weights after this epoch contradict; null without masks.
   */
  drift: z.number().nullable(),
  seconds: z.number()
})

/** On the examples that the classifier was fitted to; the objective is the mean cross-entropy with its penalty. */
const refitFiguresSchema = z.strictObject({ objective: z.number(), error: z.number() })
export const refitRecordSchema = z.strictObject({
  iteration: z.number().int(),
  /** Fractional inside an epoch. */
  epoch: z.number(),
  /** Training examples that it was fitted to. */
  examples: z.number().int(),
  before: refitFiguresSchema,
  after: refitFiguresSchema,
  seconds: z.number()
})

export const supportLayerSchema = z.strictObject({
  name: z.string(),
  /** [height, width, channels] of one example. */
  shape: z.array(z.number().int()),
  units: z.number().int(),
  byteOffset: z.number().int(),
  byteLength: z.number().int()
})

const flips = {
  sparsity: z.number(),
  /** onToOff + offToOn: fraction of the bits that differ from the snapshot before; null at the first. */
  churn: z.number().nullable(),
  onToOff: z.number().nullable(),
  offToOn: z.number().nullable()
}

export const layerStatisticsSchema = z.strictObject({
  name: z.string(), units: z.number().int(), ...flips,
  /** Units on for no example, and for every example. */
  dead: z.number().int(), alwaysOn: z.number().int()
})

/**
 * Why masks were estimated: for an alternation, whose masks are then trained with; because the run asked for it; or
 * afterwards, because a person did.
 */
export const snapshotKindSchema = z.enum(['alternation', 'scheduled', 'requested'])
/** Of which training examples a snapshot holds masks. */
export const snapshotExamplesSchema = z.enum(['all', 'probe'])

/** The masks of many examples under the weights of one moment. */
export const snapshotRecordSchema = z.strictObject({
  /** Counted from 1 over the run, in the order in which they were taken; `iteration` orders them by their weights. */
  index: z.number().int(),
  kind: snapshotKindSchema,
  /** Which alternation it is, counted from 1; null of another kind. */
  alternation: z.number().int().nullable(),
  /** The checkpoint that holds the weights. */
  checkpoint: checkpointNameSchema,
  /** Epochs completed when the masks were estimated. */
  epoch: z.number().int(),
  iteration: z.number().int(),
  examples: z.number().int(),
  /** The snapshot before, from which flips are counted, and over how many examples; null at the first. */
  comparedWith: z.number().int().nullable(),
  comparedExamples: z.number().int().nullable(),
  /** Whether the masks of every example, or only of the probe examples, are still in the file. */
  masksKept: z.enum(['all', 'probe']),
  seconds: z.number(),
  /** Over all layers: zeros over units, flips over units. */
  ...flips,
  layers: z.array(layerStatisticsSchema)
})

export const evaluationModeSchema = z.enum(['relu', 'maskt'])
const evaluationResultSchema = z.strictObject({ error: z.number(), loss: z.number() })
export const evaluationRecordSchema = z.strictObject({
  at: checkpointNameSchema,
  epoch: z.number().int(),
  iteration: z.number().int(),
  examples: z.number().int(),
  relu: evaluationResultSchema,
  maskt: evaluationResultSchema
})

/** Of a run that prunes: what chooses connections, and what it has chosen so far. */
export const pruningSummarySchema = z.strictObject({
  choice: z.enum(pruningChoiceNames),
  /** The run whose weights it began with; null for random ones. */
  from: runIdSchema.nullable(),
  /** Connections, and those that the latest pruning left; null before the first. */
  latest: z.strictObject({ weights: z.number().int(), kept: z.number().int() }).nullable()
})

export const runSummarySchema = z.strictObject({
  state: z.literal('readable'),
  id: runIdSchema,
  name: z.string(),
  tags: z.array(z.string()),
  note: z.string(),
  /** It stands above the others. */
  pinned: z.boolean(),
  status: runStatusSchema,
  /** One sentence when the run failed. */
  failure: z.string().nullable(),
  failureKind: failureKindSchema.nullable(),
  key: configurationKeySchema,
  method: z.enum(runMethodNames),
  /** Of an imported network; null for a training. */
  importedFrom: z.enum(importFormatNames).nullable(),
  dataset: z.string(),
  network: z.string(),
  seed: z.number().int(),
  /** The same for all runs of one configuration with different seeds. */
  group: z.string(),
  /** Empty until it is loaded. */
  backend: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  trainExamples: z.number().int(),
  augmentation: z.enum(augmentationNames),
  /** null of an import, which trained nothing. */
  batchSize: z.number().int().nullable(),
  learningRate: z.number().nullable(),
  epochs: z.number().int(),
  epochsDone: z.number().int(),
  alternations: z.number().int(),
  /** Alternations included. */
  snapshots: z.number().int(),
  testError: z.number().nullable(),
  /** Of the latest snapshot by its weights; null without one, and churn at the first. */
  sparsity: z.number().nullable(),
  churn: z.number().nullable(),
  /** Of the latest checkpoint that was evaluated: error with MaskT minus error with ReLU. */
  maskTGap: z.number().nullable(),
  /** Of all epochs. */
  trainingSeconds: z.number(),
  /** null for a run that prunes nothing. */
  pruning: pruningSummarySchema.nullable(),
  maskBytes: z.number().int(),
  fileBytes: z.number().int(),
  /** One sentence where the newest part of a killed run is in a log that is not beside its file. */
  missingLog: z.string().nullable()
})
export const damagedRunSchema = z.strictObject({
  state: z.literal('damaged'), id: runIdSchema, reason: z.string(), fileBytes: z.number().int()
})
export const runListEntrySchema = z.discriminatedUnion('state', [runSummarySchema, damagedRunSchema])

export const runDetailSchema = z.strictObject({
  summary: runSummarySchema,
  configuration: runConfigurationSchema,
  topology: networkSchema,
  /** Trained ones, of the main head and with auxiliary heads. */
  parameters: z.number().int(),
  parametersInTraining: z.number().int(),
  trainExamples: z.number().int(),
  testExamples: z.number().int(),
  layers: z.array(supportLayerSchema),
  environment: z.record(z.string(), z.string()),
  progress: progressSchema.nullable(),
  /** Of many points those that a screen can show; `runs.curves` and `runs.curvePoints` give the others. */
  curve: z.array(curvePointSchema),
  testCurve: z.array(testPointSchema),
  epochs: z.array(epochRecordSchema),
  /** By the moment of their weights. */
  snapshots: z.array(snapshotRecordSchema),
  evaluations: z.array(evaluationRecordSchema),
  prunings: z.array(pruningRecordSchema),
  sensitivity: z.array(sensitivityPointSchema)
})

/** Indices of snapshots, and 0 for none: masks of the probe examples alone may be left of those that a viewer has. */
const heldSnapshotsSchema = z.strictObject({
  newest: z.number().int().min(0),
  /** Of the earliest weights. */
  first: z.number().int().min(0),
  /** The lowest, apart from the first, that has all of its masks. */
  whole: z.number().int().min(0),
  /** How many have masks of the probe examples alone. */
  thinned: z.number().int().min(0)
})

/** How much of a run a viewer already has; the next delta holds only what came after. */
export const runCursorSchema = z.strictObject({
  iteration: z.number().int().min(0), testIteration: z.number().int().min(0), epoch: z.number().int().min(0),
  snapshots: heldSnapshotsSchema, evaluations: z.number().int().min(0),
  pruning: z.number().int().min(0), sensitivity: z.number().int().min(0)
})
export const runDeltaSchema = z.strictObject({
  summary: runSummarySchema,
  /** Known some time after the run is there: when TensorFlow has been loaded. */
  environment: z.record(z.string(), z.string()),
  progress: progressSchema.nullable(),
  curve: z.array(curvePointSchema),
  testCurve: z.array(testPointSchema),
  epochs: z.array(epochRecordSchema),
  /** By the moment of their weights. */
  snapshots: z.array(snapshotRecordSchema),
  evaluations: z.array(evaluationRecordSchema),
  prunings: z.array(pruningRecordSchema),
  sensitivity: z.array(sensitivityPointSchema),
  cursor: runCursorSchema
})

/** Null once the training has begun its first step. */
export const preparationOf = ({ activity }: Progress): Preparation | null =>
  preparationNames.find((name) => name === activity) ?? null

export type RunStatus = z.infer<typeof runStatusSchema>
export type Phase = z.infer<typeof phaseSchema>
export type Activity = z.infer<typeof activitySchema>
export type Preparation = (typeof preparationNames)[number]
export type Progress = z.infer<typeof progressSchema>
export type CurvePoint = z.infer<typeof curvePointSchema>
export type TestPoint = z.infer<typeof testPointSchema>
export type EpochRecord = z.infer<typeof epochRecordSchema>
export type RefitRecord = z.infer<typeof refitRecordSchema>
export type SupportLayer = z.infer<typeof supportLayerSchema>
export type LayerStatistics = z.infer<typeof layerStatisticsSchema>
export type SnapshotKind = z.infer<typeof snapshotKindSchema>
export type SnapshotExamples = z.infer<typeof snapshotExamplesSchema>
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>
export type EvaluationMode = z.infer<typeof evaluationModeSchema>
export type EvaluationResult = z.infer<typeof evaluationResultSchema>
export type EvaluationRecord = z.infer<typeof evaluationRecordSchema>
export type RunSummary = z.infer<typeof runSummarySchema>
export type PruningSummary = z.infer<typeof pruningSummarySchema>
export type RunListEntry = z.infer<typeof runListEntrySchema>
export type RunDetail = z.infer<typeof runDetailSchema>
export type HeldSnapshots = z.infer<typeof heldSnapshotsSchema>
export type RunCursor = z.infer<typeof runCursorSchema>
export type RunDelta = z.infer<typeof runDeltaSchema>
