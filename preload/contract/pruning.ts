/** Dense → Sparse → Dense: the choices of connections beside each other, and the compact model. */
import { z } from 'zod'
import {
  augmentationNames,
  dataSetNames,
  dsdConfigurationSchema,
  networkPresetNames,
  sgdConfigurationSchema
} from '../schema/configuration'
import { compactReportSchema } from '../schema/pruning'
import { runIdSchema } from '../schema/run'
import { checkpoint, type Topic } from './parts'

/** How much a training learns from, and how fast: what has to be the same where methods are compared. */
export const trainingScaleSchema = z.strictObject({
  /** Room for three stages. */
  epochs: z.number().int().min(3).max(100_000),
  trainExamples: z.number().int().min(1),
  augmentation: z.enum(augmentationNames),
  batchSize: z.number().int().min(1).max(8192),
  learningRate: z.number().positive().max(1000)
})
export type TrainingScale = z.infer<typeof trainingScaleSchema>

/** A training for every choice of connections that a form offers. */
export const pruningVariantsSchema = z.strictObject({
  magnitude: dsdConfigurationSchema,
  'i-alternation': dsdConfigurationSchema,
  'b-alternation': dsdConfigurationSchema
})
export type PruningVariants = z.infer<typeof pruningVariantsSchema>

export const pruningMethods = {
  /**
   * A Dense → Sparse → Dense training of a network by each choice of connections, and the SGD training to hold them
   * against: of as many epochs, on the same data. What `like` says takes the place of the network's defaults.
   */
  'pruning.defaults': {
    access: 'reads',
    request: z.strictObject({
      dataset: z.enum(dataSetNames),
      network: z.enum(networkPresetNames),
      like: trainingScaleSchema.nullable()
    }),
    reply: z.strictObject({ baseline: sgdConfigurationSchema, variants: pruningVariantsSchema })
  },
  /**
   * The same choices for going on with a run's final weights, which leaves no baseline to train: without a first Dense
   * stage.
   */
  'pruning.continued': {
    access: 'reads',
    request: z.strictObject({ id: runIdSchema, like: trainingScaleSchema.nullable() }),
    reply: z.strictObject({ variants: pruningVariantsSchema })
  },
  /** The compact model of a checkpoint, made and measured in a process of its own; nothing is stored. */
  'pruning.compact': {
    access: 'reads',
    computes: true,
    request: z.strictObject({ ...checkpoint, neverOn: z.boolean() }),
    reply: z.strictObject({ report: compactReportSchema })
  }
} as const satisfies Topic<'pruning'>
