/** What is said between a training process and the process that started it. Both sides validate. */
import { z } from 'zod'
import { trainingConfigurationSchema } from '../../preload/schema/configuration'
import {
  alternationRecordSchema, checkpointNameSchema, epochRecordSchema, evaluationRecordSchema, progressSchema, runIdSchema, runNameSchema
} from '../../preload/schema/run'

export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'), store: z.string(), id: runIdSchema, name: runNameSchema, configuration: trainingConfigurationSchema
  }),
  z.strictObject({ kind: z.literal('evaluate'), store: z.string(), id: runIdSchema, at: checkpointNameSchema })
])
export type Job = z.infer<typeof jobSchema>

export const trainerMessageSchema = z.discriminatedUnion('kind', [
  /** The run file is there and viewers can follow it. */
  z.strictObject({ kind: z.literal('created'), id: runIdSchema }),
  z.strictObject({ kind: z.literal('progress'), progress: progressSchema }),
  z.strictObject({ kind: z.literal('epoch'), record: epochRecordSchema }),
  z.strictObject({ kind: z.literal('alternation'), record: alternationRecordSchema }),
  z.strictObject({ kind: z.literal('evaluated'), evaluation: evaluationRecordSchema }),
  z.strictObject({ kind: z.literal('ended'), status: z.enum(['finished', 'stopped']) }),
  z.strictObject({ kind: z.literal('failed'), sentence: z.string(), details: z.string() })
])
export type TrainerMessage = z.infer<typeof trainerMessageSchema>
