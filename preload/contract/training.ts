/**
 * Starting points for a training, what it will take and compute with, stopping it and going on with it; `queue.add`
 * starts one.
 */
import { z } from 'zod'
import { dataSetNames, plainTrainingSchema, trainingConfigurationSchema } from '../schema/configuration'
import { entryNumberSchema } from '../schema/queue'
import { byId, nothing, type Topic } from './parts'

/** A starting point for a training: complete settings with a line that explains them. */
export const presetSchema = z.strictObject({
  id: z.string(),
  /** Of the paper; null for our own. */
  table: z.number().int().nullable(),
  title: z.string(),
  explanation: z.string(),
  /** What the paper reports for it, as fractions; MaskT where the table has it. */
  published: z.strictObject({ error: z.number(), maskt: z.number().nullable() }).nullable(),
  configuration: plainTrainingSchema,
  /** The same on a small sibling network and part of the data; null where the whole takes minutes. */
  scaled: plainTrainingSchema.nullable()
})
export type Preset = z.infer<typeof presetSchema>

/**
 * A fixed cost and one per iteration, fitted to finished runs of this machine; the least and the most that these say by
 * themselves. Seconds.
 */
export const timeEstimateSchema = z.strictObject({
  seconds: z.number(),
  least: z.number(),
  most: z.number(),
  /** How many of them. */
  runs: z.number().int(),
  /** `others`: of other networks or settings, by how much there is to multiply. */
  from: z.enum(['same', 'others'])
})
export type TimeEstimate = z.infer<typeof timeEstimateSchema>

export const estimateSchema = z.strictObject({
  /** Trained ones, of the main head and with auxiliary heads. */
  parameters: z.number().int(),
  parametersInTraining: z.number().int(),
  supportUnits: z.number().int(),
  /** Bytes of one example's multi-layer mask. */
  maskBytesPerExample: z.number().int(),
  alternations: z.number().int(),
  /** Masks and checkpoints that the run file will hold at its end. */
  fileBytes: z.number(),
  iterations: z.number().int(),
  /** Null when nothing was measured on this machine to tell it from. */
  time: timeEstimateSchema.nullable()
})
export type Estimate = z.infer<typeof estimateSchema>

/** What a training would compute with here, and why: one sentence for a person. */
export const whatComputesSchema = z.strictObject({
  /** `slower`: WebAssembly in the place of native TensorFlow. */
  computes: z.enum(['fast', 'slower', 'nothing']),
  sentence: z.string()
})
export type WhatComputes = z.infer<typeof whatComputesSchema>

export const trainingMethods = {
  'training.presets': {
    access: 'reads',
    request: nothing,
    reply: z.strictObject({
      presets: z.array(presetSchema),
      /** The data sets whose files are here; the others have to be fetched before a training. */
      present: z.array(z.enum(dataSetNames))
    })
  },
  'training.estimate': {
    access: 'reads',
    request: z.strictObject({ configuration: trainingConfigurationSchema }),
    reply: estimateSchema
  },
  'training.computing': { access: 'reads', request: nothing, reply: whatComputesSchema },
  'training.stop': { access: 'writes', request: byId, reply: nothing },
  /** It saves where it is and stops, within seconds, for `training.resume`. */
  'training.pause': { access: 'writes', request: byId, reply: nothing },
  /** A run that was stopped or cut off goes on, as an entry of the queue that does not wait. */
  'training.resume': { access: 'writes', request: byId, reply: z.strictObject({ entry: entryNumberSchema }) }
} as const satisfies Topic<'training'>
