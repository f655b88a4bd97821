/** What a person asks a training for. The same schema guards the command line, the windows and the run file. */
import { z } from 'zod'

export const dataSetNames = ['mnist-10k', 'mnist', 'fashion-mnist', 'cifar-10', 'cifar-100', 'svhn', 'image-folder'] as const
export const preprocessingNames = ['standardised', 'unit', 'channel-means', 'contrast-whitened'] as const
export const augmentationNames = ['none', 'shift', 'shift-flip'] as const
export const networkPresetNames = [
  'all-cnn-mini', 'all-cnn-a', 'all-cnn-b', 'all-cnn-c', 'nin-mini', 'nin-mnist', 'nin-cifar', 'vgg-mini', 'vgg-16', 'resnet-mini', 'resnet-18',
  'googlenet-mini', 'googlenet'
] as const
export const methodNames = ['sgd', 'i-alternation', 'b-alternation', 'majority'] as const
export const executorNames = ['graph', 'eager'] as const

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('cosine') }),
  /** The learning rate is multiplied by 0.1 after each of these epochs. */
  z.strictObject({ kind: z.literal('step'), epochs: z.array(z.number().int().min(1)).min(1).max(32) })
])

const learningRate = z.number().positive().max(1000)
const momentum = z.number().min(0).lt(1)

/** When masks are estimated afresh. All but the fixed gap are decided at the end of an epoch, from what it brought. */
export const triggerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gap'), epochs: z.number().int().min(1).max(10_000) }),
  /** The training loss has fallen by less than this fraction in an epoch (the paper: "no longer decreases"). */
  z.strictObject({ kind: z.literal('plateau'), tolerance: z.number().min(0).max(1) }),
  /** More than this fraction of the probe examples' stored bits contradict the current weights. */
  z.strictObject({ kind: z.literal('drift'), bound: z.number().gt(0).max(1) })
])

/**
 * The threshold β of a mask. `learned`: −β is the layer's trained bias. `fixed`: added to that. `quantile`: for every
 * layer the value that this fraction of its units do not exceed, but never below zero, measured at each alternation.
 */
export const betaSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('learned') }),
  z.strictObject({ kind: z.literal('fixed'), value: z.number().min(0).max(1e6) }),
  z.strictObject({ kind: z.literal('quantile'), fraction: z.number().gt(0).lt(1) })
])

/** What every phase with masks has. */
const maskedPhase = {
  /** Epochs of ordinary SGD before masks are used. */
  warmup: z.number().int().min(0).max(10_000),
  maskedLearningRate: learningRate,
  maskedMomentum: momentum,
  form: z.enum(['affine', 'linear']),
  /** `pure`: the mask replaces ReLU; `gated`: m ⊙ ReLU. */
  gate: z.enum(['pure', 'gated'])
}

/** Masks of one example each, stored at every alternation and used in the place of ReLU until the next. */
export const alternationSchema = z.strictObject({
  ...maskedPhase,
  trigger: triggerSchema,
  /** λ of the consistency term; 0 is the paper's own method. */
  consistency: z.number().min(0).max(1000),
  consistencySchedule: z.enum(['constant', 'with-learning-rate']),
  /** `positive`: m = [q > β], eq 12; `energy`: m = [x² > β] with x = max(q, 0), eq 38. */
  rule: z.enum(['positive', 'energy']),
  beta: betaSchema,
  /** Which alternations keep every example's mask: all, the first and the last two, or whichever stays under 1 GiB. */
  keepMasks: z.enum(['auto', 'all', 'ends'])
})

/** One mask for a batch, computed on the fly: m = [Σ_n x_n² > β], eq 41. */
export const batchAlternationSchema = z.strictObject({ ...maskedPhase, beta: z.number().min(0).max(1e9) })
/** One mask for a batch: what more than half of its examples have on. */
export const majoritySchema = z.strictObject(maskedPhase)

/** Which data a network sees, and in which form. */
const data = {
  dataset: z.enum(dataSetNames),
  /** What is done to pixels before a network sees them (main/engine/datasets/preprocessing). */
  preprocessing: z.enum(preprocessingNames).default('standardised'),
  /** Training images are moved by up to 5 pixels, and mirrored, afresh in every epoch. */
  augmentation: z.enum(augmentationNames).default('none'),
  /** Pixels of the square that is cut from every image of an image folder; the other data sets have their own size. */
  imageSize: z.number().int().min(8).max(512).default(224)
}
export const dataSettingsSchema = z.strictObject({ dataset: data.dataset, preprocessing: data.preprocessing, imageSize: data.imageSize })

const common = {
  ...data,
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
export const batchAlternationConfigurationSchema = z.strictObject({
  method: z.literal('b-alternation'), ...common, batchAlternation: batchAlternationSchema
})
export const majorityConfigurationSchema = z.strictObject({ method: z.literal('majority'), ...common, majority: majoritySchema })
export const trainingConfigurationSchema = z.discriminatedUnion('method', [
  sgdConfigurationSchema, alternationConfigurationSchema, batchAlternationConfigurationSchema, majorityConfigurationSchema
])

export type DataSetName = (typeof dataSetNames)[number]
export type DataSettings = z.infer<typeof dataSettingsSchema>
export type Preprocessing = (typeof preprocessingNames)[number]
export type Augmentation = (typeof augmentationNames)[number]
export type NetworkPresetName = (typeof networkPresetNames)[number]
export type MethodName = (typeof methodNames)[number]
export type Schedule = z.infer<typeof scheduleSchema>
export type Trigger = z.infer<typeof triggerSchema>
export type Beta = z.infer<typeof betaSchema>
export type AlternationSettings = z.infer<typeof alternationSchema>
export type BatchAlternationSettings = z.infer<typeof batchAlternationSchema>
export type MajoritySettings = z.infer<typeof majoritySchema>
export type MaskedPhaseSettings = AlternationSettings | BatchAlternationSettings | MajoritySettings
export type AlternationConfiguration = z.infer<typeof alternationConfigurationSchema>
export type TrainingConfiguration = z.infer<typeof trainingConfigurationSchema>
