/** What a person asks a training for. The same schema guards the command line, the windows and the run file. */
import { z } from 'zod'

export const dataSetNames = ['mnist-10k'] as const
export const networkPresetNames = [
  'all-cnn-mini', 'all-cnn-a', 'all-cnn-b', 'all-cnn-c', 'nin-mini', 'nin-mnist', 'nin-cifar', 'vgg-mini', 'vgg-16', 'resnet-mini', 'resnet-18',
  'googlenet-mini', 'googlenet'
] as const
export const methodNames = ['sgd', 'i-alternation'] as const
export const executorNames = ['graph', 'eager'] as const

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('cosine') }),
  /** The learning rate is multiplied by 0.1 after each of these epochs. */
  z.strictObject({ kind: z.literal('step'), epochs: z.array(z.number().int().min(1)).min(1).max(32) })
])

const learningRate = z.number().positive().max(1000)
const momentum = z.number().min(0).lt(1)

/** Settings of the phase in which the stored masks stand in the place of ReLU. */
export const alternationSchema = z.strictObject({
  /** Epochs of ordinary SGD before the first alternation. */
  warmup: z.number().int().min(0).max(10_000),
  /** Epochs between two alternations. */
  gap: z.number().int().min(1).max(10_000),
  maskedLearningRate: learningRate,
  maskedMomentum: momentum,
  /** λ of the consistency term; 0 is the paper's own method. */
  consistency: z.number().min(0).max(1000),
  consistencySchedule: z.enum(['constant', 'with-learning-rate']),
  rule: z.enum(['positive']),
  form: z.enum(['affine', 'linear']),
  /** Which alternations keep every example's mask: all, the first and the last two, or whichever stays under 1 GiB. */
  keepMasks: z.enum(['auto', 'all', 'ends'])
})

const common = {
  dataset: z.enum(dataSetNames),
  network: z.enum(networkPresetNames),
  epochs: z.number().int().min(1).max(100_000),
  batchSize: z.number().int().min(1).max(8192),
  learningRate,
  momentum,
  weightDecay: z.number().min(0).max(1),
  /** Longest gradient over all parameters, longer ones are scaled down; null never does. */
  clipNorm: z.number().positive().nullable(),
  schedule: scheduleSchema,
  seed: z.number().int().min(0).max(2_147_483_647),
  /** Train on the first N training examples only; null trains on all. */
  limit: z.number().int().min(1).nullable(),
  /** `graph`: a step is one call of a compiled graph; `eager`: operation by operation, the reference. */
  executor: z.enum(executorNames)
}

export const sgdConfigurationSchema = z.strictObject({ method: z.literal('sgd'), ...common })
export const alternationConfigurationSchema = z.strictObject({
  method: z.literal('i-alternation'), ...common, alternation: alternationSchema
})
export const trainingConfigurationSchema = z.discriminatedUnion('method', [
  sgdConfigurationSchema, alternationConfigurationSchema
])

export type DataSetName = (typeof dataSetNames)[number]
export type NetworkPresetName = (typeof networkPresetNames)[number]
export type MethodName = (typeof methodNames)[number]
export type Schedule = z.infer<typeof scheduleSchema>
export type AlternationSettings = z.infer<typeof alternationSchema>
export type AlternationConfiguration = z.infer<typeof alternationConfigurationSchema>
export type TrainingConfiguration = z.infer<typeof trainingConfigurationSchema>
