/** What is said between a training process and the process that started it. Both sides validate. */
import { z } from 'zod'
import { dataSettingsSchema, trainingConfigurationSchema } from '../../preload/schema/configuration'
import {
  alternationRecordSchema, checkpointNameSchema, epochRecordSchema, evaluationRecordSchema, progressSchema, runIdSchema, runNameSchema
} from '../../preload/schema/run'

/** Where the data set's files lie; null for its own folder in the store. */
const dataFolder = z.string().nullable()

export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'), store: z.string(), dataFolder, id: runIdSchema, name: runNameSchema, configuration: trainingConfigurationSchema
  }),
  z.strictObject({ kind: z.literal('evaluate'), store: z.string(), dataFolder, id: runIdSchema, at: checkpointNameSchema }),
  z.strictObject({
    kind: z.literal('write data'), store: z.string(), dataFolder, data: dataSettingsSchema, path: z.string()
  })
])
export type Job = z.infer<typeof jobSchema>

export const trainerMessageSchema = z.discriminatedUnion('kind', [
  /** The run file is there and viewers can follow it. */
  z.strictObject({ kind: z.literal('created'), id: runIdSchema }),
  z.strictObject({ kind: z.literal('progress'), progress: progressSchema }),
  z.strictObject({ kind: z.literal('epoch'), record: epochRecordSchema }),
  z.strictObject({ kind: z.literal('alternation'), record: alternationRecordSchema }),
  z.strictObject({ kind: z.literal('evaluated'), evaluation: evaluationRecordSchema }),
  z.strictObject({ kind: z.literal('data written') }),
  z.strictObject({ kind: z.literal('ended'), status: z.enum(['finished', 'stopped']) }),
  z.strictObject({ kind: z.literal('failed'), sentence: z.string(), details: z.string() })
])
export type TrainerMessage = z.infer<typeof trainerMessageSchema>
