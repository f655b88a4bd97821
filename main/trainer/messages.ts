/** What is said between a training process and the process that started it. Both sides validate. */
import { z } from 'zod'
import {
  dataSetNames,
  dataSettingsSchema,
  networkPresetNames,
  preprocessingNames,
  trainingConfigurationSchema
} from '../../preload/schema/configuration'
import { evaluationRuleSchema, ruleEvaluationSchema } from '../../preload/schema/evaluation'
import { exportFormatNames, exportRecordSchema } from '../../preload/schema/export'
import { compactReportSchema, pruningRecordSchema } from '../../preload/schema/pruning'
import {
  checkpointNameSchema,
  epochRecordSchema,
  evaluationRecordSchema,
  failureKindSchema,
  progressSchema,
  runIdSchema,
  runNameSchema,
  snapshotExamplesSchema,
  snapshotRecordSchema
} from '../../preload/schema/run'

/** Where the data set's files lie; null for its own folder in the store. */
const dataFolder = z.string().nullable()

export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    name: runNameSchema,
    configuration: trainingConfigurationSchema,
    /** A file of weight masks, for the choice of connections `loaded`. */
    weightMasks: z.string().nullable()
  }),
  z.strictObject({
    kind: z.literal('evaluate'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    at: checkpointNameSchema,
    /** Beside ReLU and MaskT; the answer to each example is stored. */
    rules: z.array(evaluationRuleSchema),
    /** Of these only the figures are. */
    sweep: z.array(evaluationRuleSchema)
  }),
  z.strictObject({
    kind: z.literal('compact'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    at: checkpointNameSchema,
    neverOn: z.boolean()
  }),
  z.strictObject({
    kind: z.literal('snapshot'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    at: checkpointNameSchema,
    of: snapshotExamplesSchema
  }),
  z.strictObject({
    kind: z.literal('import'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    name: runNameSchema.nullable(),
    /** The model's file. */
    path: z.string(),
    dataset: z.enum(dataSetNames),
    /** Null for what the model says, or else what is usual for the data set. */
    preprocessing: z.enum(preprocessingNames).nullable(),
    /** The network of weights that come without one. */
    preset: z.enum(networkPresetNames).nullable(),
    /** Whether the masks of all training examples are estimated and stored. */
    masks: z.boolean()
  }),
  z.strictObject({
    kind: z.literal('write data'),
    store: z.string(),
    dataFolder,
    data: dataSettingsSchema,
    path: z.string()
  }),
  z.strictObject({
    kind: z.literal('export'),
    store: z.string(),
    dataFolder,
    id: runIdSchema,
    at: checkpointNameSchema,
    format: z.enum(exportFormatNames),
    folder: z.string(),
    /** Without channels that do nothing (main/engine/pruning/compact.ts). */
    compact: z.boolean(),
    /** Replaces files of the same names. */
    force: z.boolean(),
    /** Measures what the model costs, beside the run's checkpoint `before` when there is one. */
    report: z.strictObject({ before: checkpointNameSchema.nullable() }).nullable()
  })
])
export type Job = z.infer<typeof jobSchema>

export const trainerMessageSchema = z.discriminatedUnion('kind', [
  /** The run file is there and viewers can follow it. */
  z.strictObject({ kind: z.literal('created'), id: runIdSchema }),
  z.strictObject({ kind: z.literal('progress'), progress: progressSchema }),
  z.strictObject({ kind: z.literal('epoch'), record: epochRecordSchema }),
  z.strictObject({ kind: z.literal('snapshot'), record: snapshotRecordSchema }),
  /** Test examples run, of all that will be. */
  z.strictObject({ kind: z.literal('evaluation progress'), done: z.number().int(), of: z.number().int() }),
  /** Training examples done, of all whose masks are taken; and the end of it, null when it was stopped. */
  z.strictObject({ kind: z.literal('snapshot progress'), done: z.number().int(), of: z.number().int() }),
  z.strictObject({ kind: z.literal('snapshot taken'), record: snapshotRecordSchema.nullable() }),
  /** `stored` is false while a training owns the file. */
  z.strictObject({
    kind: z.literal('evaluated'),
    evaluation: evaluationRecordSchema,
    rules: z.array(ruleEvaluationSchema),
    stored: z.boolean()
  }),
  z.strictObject({ kind: z.literal('pruning'), record: pruningRecordSchema }),
  z.strictObject({ kind: z.literal('compacted'), report: compactReportSchema }),
  z.strictObject({ kind: z.literal('data written') }),
  z.strictObject({ kind: z.literal('exported'), record: exportRecordSchema }),
  z.strictObject({ kind: z.literal('ended'), status: z.enum(['finished', 'stopped']) }),
  z.strictObject({ kind: z.literal('failed'), of: failureKindSchema, sentence: z.string(), details: z.string() })
])
export type TrainerMessage = z.infer<typeof trainerMessageSchema>

export type Tell = (message: TrainerMessage) => void
