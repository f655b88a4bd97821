/** What a person asks a training for. The same schema guards the command line, the windows and the run file. */
import { z } from 'zod'
import { importSourceSchema } from './import'
import { checkpointNameSchema, runIdSchema } from './names'

export const dataSetNames = [
  'mnist-10k',
  'mnist',
  'fashion-mnist',
  'cifar-10',
  'cifar-100',
  'svhn',
  'image-folder'
] as const
export const preprocessingNames = ['standardised', 'unit', 'channel-means', 'contrast-whitened'] as const
export const augmentationNames = ['none', 'shift', 'shift-flip'] as const
export const networkPresetNames = [
  'all-cnn-mini',
  'all-cnn-a',
  'all-cnn-b',
  'all-cnn-c',
  'nin-mini',
  'nin-mnist',
  'nin-cifar',
  'vgg-mini',
  'vgg-16',
  'resnet-mini',
  'resnet-18',
  'googlenet-mini',
  'googlenet'
] as const
/** Methods of one training; `dsd` has stages, and a command of its own. */
export const trainMethodNames = ['sgd', 'i-alternation', 'b-alternation', 'majority'] as const
export const methodNames = [...trainMethodNames, 'dsd'] as const
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
const givenBetas = [
  z.strictObject({ kind: z.literal('fixed'), value: z.number().min(0).max(1e6) }),
  z.strictObject({ kind: z.literal('quantile'), fraction: z.number().gt(0).lt(1) })
] as const
export const betaSchema = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('learned') }), ...givenBetas])
/** A β beside the learned one, as a rule at test time takes it. */
export const givenBetaSchema = z.discriminatedUnion('kind', givenBetas)

/** What a mask does in the place of a support. */
const maskUse = {
  form: z.enum(['affine', 'linear']),
  /** `pure`: the mask replaces ReLU; `gated`: m ⊙ ReLU. */
  gate: z.enum(['pure', 'gated'])
}

/** What every phase with masks has. */
const maskedPhase = {
  /** Epochs of ordinary SGD before masks are used, at most. */
  warmup: z.number().int().min(0).max(10_000),
  /**
   * The warm-up ends sooner, after the first epoch whose training error is at or below this; null: it lasts all its
   * epochs.
   */
  warmupError: z.number().gt(0).lt(1).nullable().default(null),
  maskedLearningRate: learningRate,
  maskedMomentum: momentum,
  ...maskUse
}

/** Masks of one example each, stored at every alternation and used in the place of ReLU until the next. */
const storedMasks = {
  trigger: triggerSchema,
  /** λ of the consistency term; 0 is the paper's own method. */
  consistency: z.number().min(0).max(1000),
  consistencySchedule: z.enum(['constant', 'with-learning-rate']),
  /** `positive`: m = [q > β], eq 12; `energy`: m = [x² > β] with x = max(q, 0), eq 38. */
  rule: z.enum(['positive', 'energy']),
  beta: betaSchema,
  /** Which alternations keep every example's mask: all, the first and the last two, or whichever stays under 1 GiB. */
  keepMasks: z.enum(['auto', 'all', 'ends'])
}
export const storedMasksSchema = z.strictObject({ ...maskUse, ...storedMasks })
export const alternationSchema = z.strictObject({ ...maskedPhase, ...storedMasks })

const batchBeta = z.number().min(0).max(1e9)

/** One mask for a batch, computed on the fly: m = [Σ_n x_n² > β], eq 41. */
export const batchAlternationSchema = z.strictObject({ ...maskedPhase, beta: batchBeta })
/** One mask for a batch: what more than half of its examples have on. */
export const majoritySchema = z.strictObject(maskedPhase)

/** A fraction of connections to prune. */
const degree = z.number().min(0).lt(1)
/**
 * Connections are pruned whose input and output were on together in at most this fraction of all examples (batches) and
 * positions; 0 prunes those that never were.
 */
const floor = z.number().min(0).lt(1)

export const pruningChoiceNames = ['magnitude', 'i-alternation', 'b-alternation', 'loaded'] as const

/** Which connections the Sparse stage does without. */
export const pruningChoiceSchema = z.discriminatedUnion('kind', [
  /**
   * The smallest |w|: the same fraction of every layer, or of all layers together; `degrees` by layer go before
   * `degree`.
   */
  z.strictObject({
    kind: z.literal('magnitude'),
    degree,
    scope: z.enum(['layer', 'global']),
    degrees: z.record(z.string(), degree)
  }),
  /** DSD(I): I-alternation runs in the Sparse stage, and its stored masks decide at every alternation. */
  z.strictObject({ kind: z.literal('i-alternation'), floor, masks: storedMasksSchema }),
  /** DSD(B): B-alternation runs in the Sparse stage, and the masks that its batches share decide before every epoch. */
  z.strictObject({ kind: z.literal('b-alternation'), floor, beta: batchBeta, ...maskUse }),
  /** Weight masks that were given with the training. */
  z.strictObject({ kind: z.literal('loaded') })
])

/** Layers that are never pruned: the first one, and those whose outputs are class scores. */
export const exemptionNames = ['first', 'classifier'] as const

const stageSchema = z.strictObject({ epochs: z.number().int().min(0).max(10_000), learningRate })

/**
 * Dense → Sparse → Dense. The first stage is what the other two leave of the run's epochs, at the run's own learning
 * rate. The schedule falls once, over the whole run.
 */
export const pruningSchema = z.strictObject({
  sparse: stageSchema.extend({ epochs: z.number().int().min(1).max(10_000) }),
  final: stageSchema,
  choice: pruningChoiceSchema,
  exempt: z.array(z.enum(exemptionNames)).max(exemptionNames.length),
  /** Before anything is pruned, the test error with each layer pruned alone, to several degrees. */
  sensitivity: z.boolean(),
  /** The checkpoint whose weights the run begins with; null begins with random ones. */
  from: z.strictObject({ run: runIdSchema, at: checkpointNameSchema }).nullable()
})

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
export const dataSettingsSchema = z.strictObject({
  dataset: data.dataset,
  preprocessing: data.preprocessing,
  imageSize: data.imageSize
})

/**
 * A preset, built for the data's images and classes; or what another program wrote, which comes with a run to begin
 * with: that run's file holds the network, and this says which one it has to be.
 */
const prunedNetworkSchema = z.union([z.enum(networkPresetNames), importSourceSchema], {
  error: 'the name of a preset, or the file of an imported network'
})

const shared = {
  ...data,
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
  /** Test error is measured after every N iterations too, not only after every epoch; null does not. */
  evaluateEvery: z.number().int().min(1).max(10_000_000).nullable().default(null),
  /** `graph`: a step is one call of a compiled graph; `eager`: operation by operation, the reference. */
  executor: z.enum(executorNames)
}
const common = { ...shared, network: z.enum(networkPresetNames) }

export const sgdConfigurationSchema = z.strictObject({ method: z.literal('sgd'), ...common })
export const alternationConfigurationSchema = z.strictObject({
  method: z.literal('i-alternation'), ...common, alternation: alternationSchema
})
export const batchAlternationConfigurationSchema = z.strictObject({
  method: z.literal('b-alternation'), ...common, batchAlternation: batchAlternationSchema
})
export const majorityConfigurationSchema = z.strictObject({
  method: z.literal('majority'),
  ...common,
  majority: majoritySchema
})
export const dsdConfigurationSchema = z
  .strictObject({ method: z.literal('dsd'), ...shared, network: prunedNetworkSchema, pruning: pruningSchema })
  .refine(({ epochs, pruning }) => pruning.sparse.epochs + pruning.final.epochs <= epochs, {
    path: ['epochs'],
    error: 'the Sparse and the last Dense stage together have more'
  })
  .refine(
    ({ epochs, pruning }) =>
      pruning.from !== null ||
      pruning.choice.kind === 'loaded' ||
      pruning.sparse.epochs + pruning.final.epochs < epochs,
    {
      path: ['epochs'],
      error: 'there is nothing to prune without a first Dense stage or a run to begin with'
    }
  )
  .refine(({ network, pruning }) => typeof network === 'string' || pruning.from !== null, {
    path: ['network'],
    error: 'an imported network comes with a run to begin with'
  })
/** A training of one of the methods that begin a preset's network from random weights. */
export const plainTrainingSchema = z.discriminatedUnion('method', [
  sgdConfigurationSchema,
  alternationConfigurationSchema,
  batchAlternationConfigurationSchema,
  majorityConfigurationSchema
])
export const trainingConfigurationSchema = z.discriminatedUnion('method', [plainTrainingSchema, dsdConfigurationSchema])

/** A network that another program trained: nothing is asked for but the data on which its masks are looked at. */
export const importedConfigurationSchema = z.strictObject({
  method: z.literal('imported'), dataset: data.dataset, preprocessing: data.preprocessing, imageSize: data.imageSize,
  source: importSourceSchema, seed: common.seed, executor: common.executor
})
/** What a run file was made from: a training, or an import. */
export const runConfigurationSchema = z.discriminatedUnion('method', [
  trainingConfigurationSchema,
  importedConfigurationSchema
])
export const runMethodNames = [...methodNames, 'imported'] as const

export type ImportedConfiguration = z.infer<typeof importedConfigurationSchema>
export type RunConfiguration = z.infer<typeof runConfigurationSchema>
export type RunMethodName = (typeof runMethodNames)[number]

/** Of a training what it names, of an import where it came from. */
export const networkOf = (configuration: RunConfiguration): PrunedNetwork =>
  configuration.method === 'imported' ? configuration.source : configuration.network

/** A preset, or the file of an imported network. */
export const nameOfNetwork = (network: PrunedNetwork): string => (typeof network === 'string' ? network : network.file)
export const networkNameOf = (configuration: RunConfiguration): string => nameOfNetwork(networkOf(configuration))

/**
 * What a training takes from the run whose weights it goes on with: what they were trained on is what they go on with.
 */
export function continuedSettings(
  origin: RunConfiguration
): Pick<DsdConfiguration, 'dataset' | 'network' | 'preprocessing' | 'augmentation' | 'imageSize' | 'limit'> {
  const { dataset, preprocessing, imageSize } = origin
  const { augmentation, limit } = origin.method === 'imported' ? { augmentation: 'none' as const, limit: null } : origin
  return { dataset, network: networkOf(origin), preprocessing, augmentation, imageSize, limit }
}

export type DataSetName = (typeof dataSetNames)[number]
export type DataSettings = z.infer<typeof dataSettingsSchema>
export type Preprocessing = (typeof preprocessingNames)[number]
export type Augmentation = (typeof augmentationNames)[number]
export type NetworkPresetName = (typeof networkPresetNames)[number]
/** What Dense → Sparse → Dense trains: a preset's network, or an imported one. */
export type PrunedNetwork = z.infer<typeof prunedNetworkSchema>
export type TrainMethodName = (typeof trainMethodNames)[number]
export type MethodName = (typeof methodNames)[number]
export type Schedule = z.infer<typeof scheduleSchema>
export type Trigger = z.infer<typeof triggerSchema>
export type Beta = z.infer<typeof betaSchema>
export type GivenBeta = z.infer<typeof givenBetaSchema>
export type StoredMaskSettings = z.infer<typeof storedMasksSchema>
export type AlternationSettings = z.infer<typeof alternationSchema>
export type BatchAlternationSettings = z.infer<typeof batchAlternationSchema>
export type MajoritySettings = z.infer<typeof majoritySchema>
export type MaskedPhaseSettings = AlternationSettings | BatchAlternationSettings | MajoritySettings
export type SgdConfiguration = z.infer<typeof sgdConfigurationSchema>
export type PruningChoice = z.infer<typeof pruningChoiceSchema>
export type Exemption = (typeof exemptionNames)[number]
export type PruningSettings = z.infer<typeof pruningSchema>
export type DsdConfiguration = z.infer<typeof dsdConfigurationSchema>
export type AlternationConfiguration = z.infer<typeof alternationConfigurationSchema>
export type PlainTraining = z.infer<typeof plainTrainingSchema>
export type TrainingConfiguration = z.infer<typeof trainingConfigurationSchema>
