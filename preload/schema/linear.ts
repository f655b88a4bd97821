/**
 * The linear network that an example sees, and what if its masks were others. With its masks given (and the choices of
 * max pooling), a network is linear in the image: logit = Σ weight · pixel + what its biases come to.
 */
import { z } from 'zod'
import { maskFormSchema } from './evaluation'
import { bytesSchema } from './masks'
import { runIdSchema } from './names'

const count = z.number().int().min(0)

/**
 * What decides an example's masks. `relu`: the network's own under the given weights, m = [q > 0], which pass m ⊙ q.
 * `masks`: those that the snapshot holds of the example, in a form: linear, m ⊙ Wz, as MaskT has it, or affine, m ⊙ q.
 */
export const maskRuleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('relu') }),
  z.strictObject({ rule: z.literal('masks'), form: maskFormSchema })
])
export type MaskRule = z.infer<typeof maskRuleSchema>

/** What the network says to an image. */
export const outcomeSchema = z.strictObject({
  /** By class. */
  logits: z.array(z.number()),
  probabilities: z.array(z.number()),
  /** The class of the largest logit. */
  predicted: count
})
export type Outcome = z.infer<typeof outcomeSchema>

/** One class's logit, taken apart. Arrays are float32, height × width × channels, little-endian. */
export const classMapSchema = z.strictObject({
  label: count,
  logit: z.number(),
  /** Σ contributions, and the sum of all constant terms: biases, and what a batch-norm adds or subtracts. */
  pixels: z.number(),
  biases: z.number(),
  /** The terms of `biases`, by the node that they belong to. */
  layers: z.array(z.strictObject({ layer: z.string(), value: z.number() })),
  /** pixels + biases − logit, which rounding keeps from zero; and that as a fraction of the largest of the three. */
  difference: z.number(),
  relative: z.number(),
  /** d logit / d pixel with masks fixed, in the scale in which the network sees pixels. */
  weights: bytesSchema,
  /** weight · pixel. */
  contributions: bytesSchema
})
export type ClassMap = z.infer<typeof classMapSchema>

/** The most that rounding may make of `relative`; beyond it the sum does not hold. */
export const mostDifference = 1e-4

export const linearReadingSchema = z.strictObject({
  rule: maskRuleSchema, outcome: outcomeSchema, classes: z.array(classMapSchema)
})
export type LinearReading = z.infer<typeof linearReadingSchema>

/** Under the weights of one snapshot. */
export const linearMomentSchema = z.strictObject({
  snapshot: count, relu: linearReadingSchema, masks: linearReadingSchema
})
export type LinearMoment = z.infer<typeof linearMomentSchema>

export const linearMapSchema = z.strictObject({
  example: count,
  label: count,
  shape: z.tuple([count, count, count]),
  /** As the network sees it. */
  image: bytesSchema,
  now: linearMomentSchema,
  /** Of the previous snapshot that holds masks of the example; null where there is none, or its weights are gone. */
  before: linearMomentSchema.nullable(),
  /** What is missing of the one before, and how to get it; null where nothing is. */
  missing: z.string().nullable()
})
export type LinearMap = z.infer<typeof linearMapSchema>

/** A layer, one of its channels, or one unit: a narrower change holds against a wider one. */
export const maskChangeSchema = z.strictObject({
  to: z.enum(['off', 'on']),
  layer: z.string(),
  /** Null for the whole layer. */
  channel: count.nullable(),
  /** Its index in height × width × channels order; null for the whole channel. */
  unit: count.nullable()
})
export type MaskChange = z.infer<typeof maskChangeSchema>

/** Most changes at once: an address has to hold them. */
export const mostChanges = 64

export const whatIfSchema = z.strictObject({
  snapshot: count, example: count, label: count,
  before: outcomeSchema, after: outcomeSchema,
  /** The masks that it was run with, packed as the run file has them. */
  masksBefore: bytesSchema,
  masksAfter: bytesSchema,
  /** Units whose mask is another than before; where the network decides masks, of later layers too. */
  changedUnits: count
})
export type WhatIf = z.infer<typeof whatIfSchema>

/** Whose error is measured: training examples of a class, of those that the snapshot has masks of, or test ones. */
export const measuredExamplesSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('class'), label: count }),
  z.strictObject({ of: z.literal('test') })
])
export type MeasuredExamples = z.infer<typeof measuredExamplesSchema>

const measured = z.strictObject({ wrong: count, loss: z.number() })
export const changedErrorSchema = z.strictObject({
  snapshot: count,
  examples: count,
  before: measured,
  after: measured,
  /** Examples that are predicted as another class than before. */
  differing: count
})
export type ChangedError = z.infer<typeof changedErrorSchema>

/** A snapshot of a run; null for the latest. */
const ofSnapshot = { id: runIdSchema, snapshot: count.nullable() }
const changed = {
  rule: maskRuleSchema,
  changes: z.array(maskChangeSchema).max(mostChanges),
  /** Another example, whose stored masks stand in the place of its own; null for its own. */
  masksOf: count.nullable()
}

/** Whose logits are taken apart: every class, the one that ReLU predicts, or these. */
export const explainedClassesSchema = z.union([z.literal('all'), z.literal('predicted'), z.array(count).min(1).max(64)])

export const linearRequest = {
  ...ofSnapshot,
  example: count,
  classes: explainedClassesSchema,
  /** Of the stored masks' reading. */
  form: maskFormSchema
}
export const whatIfRequest = { ...ofSnapshot, example: count, ...changed }
/**
 * Of test examples no masks are stored: under the rule `masks` the network decides its own, m = [q > 0], and passes
 * them in that form.
 */
export const changedErrorRequest = { ...ofSnapshot, examples: measuredExamplesSchema, ...changed }
