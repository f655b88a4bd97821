/**
 * How a trained network is run on the test set, and what came of it. Errors, sparsity and probabilities are fractions
 * of 1.
 */
import { z } from 'zod'
import { givenBetaSchema } from './configuration'

export const maskFormSchema = z.enum(['affine', 'linear'])

/**
 * What every support does at test time. `relu`: max(q, 0). `maskt`: m ⊙ Wz with m = [q > 0], eq 13. `threshold`:
 * m = [q > β], eq 9. `energy`: m = [x² > β] with x = max(q, 0), eqs 36–38. The last two pass on m ⊙ q (affine) or m ⊙
 * Wz (linear).
 */
export const evaluationRuleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('relu') }),
  z.strictObject({ rule: z.literal('maskt') }),
  z.strictObject({ rule: z.literal('threshold'), form: maskFormSchema, beta: givenBetaSchema }),
  z.strictObject({ rule: z.literal('energy'), form: maskFormSchema, beta: givenBetaSchema })
])
export const evaluationRuleNames = ['relu', 'maskt', 'threshold', 'energy'] as const

/** One checkpoint under one rule. */
export const ruleEvaluationSchema = z.strictObject({
  rule: evaluationRuleSchema,
  examples: z.number().int(),
  error: z.number(),
  /** Mean cross-entropy. */
  loss: z.number(),
  /** Units that are off over all units and test examples. */
  sparsity: z.number(),
  /** Whether the class predicted for each example is in the run file. */
  predicted: z.boolean()
})

/** What a checkpoint would answer with ReLU if its classifier were the best for the features that its supports give. */
export const refittedEvaluationSchema = z.strictObject({
  error: z.number(),
  loss: z.number(),
  /** Training examples that it was fitted to, and the error on them before and after. */
  fittedTo: z.number().int(),
  fittedError: z.strictObject({ before: z.number(), after: z.number() }),
  /** Of the fit alone, features included. */
  seconds: z.number()
})

/** Rows are labels, columns predicted classes. */
export const confusionSchema = z.strictObject({
  rule: evaluationRuleSchema,
  examples: z.number().int(),
  classes: z.number().int(),
  /** Only cells that are not empty, by label, then by predicted class. */
  cells: z.array(z.strictObject({ label: z.number().int(), predicted: z.number().int(), count: z.number().int() })),
  /** Per class: test examples that have it as label, and how many of them were answered wrongly. */
  perClass: z.array(z.strictObject({ examples: z.number().int(), wrong: z.number().int() }))
})

export const answerSchema = z.strictObject({
  predicted: z.number().int(),
  /** What softmax gives to the predicted class, and to the label. */
  probability: z.number(),
  labelProbability: z.number()
})

export const exampleImageSchema = z.strictObject({
  height: z.number().int().min(1).max(64),
  width: z.number().int().min(1).max(64),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Bytes 0–255, height × width × channels, in base64. */
  pixels: z.base64()
})

export const disagreementSchema = z.strictObject({
  /** Position in the test set. */
  example: z.number().int(),
  label: z.number().int(),
  first: answerSchema,
  second: answerSchema,
  image: exampleImageSchema.nullable()
})

/** Which of the two rules is right. */
export const disagreementKinds = ['first-right', 'second-right', 'neither'] as const
export const disagreementsSchema = z.strictObject({
  first: evaluationRuleSchema,
  second: evaluationRuleSchema,
  examples: z.number().int(),
  counts: z.strictObject({
    'first-right': z.number().int(),
    'second-right': z.number().int(),
    neither: z.number().int()
  }),
  /** Those asked for, in the order of the test set. */
  listed: z.array(disagreementSchema)
})

export type EvaluationRule = z.infer<typeof evaluationRuleSchema>
export type RuleEvaluation = z.infer<typeof ruleEvaluationSchema>
export type RefittedEvaluation = z.infer<typeof refittedEvaluationSchema>
export type Confusion = z.infer<typeof confusionSchema>
export type Answer = z.infer<typeof answerSchema>
export type ExampleImage = z.infer<typeof exampleImageSchema>
export type Disagreement = z.infer<typeof disagreementSchema>
export type DisagreementKind = (typeof disagreementKinds)[number]
export type Disagreements = z.infer<typeof disagreementsSchema>
export type MaskForm = z.infer<typeof maskFormSchema>

/**
 * β of a sweep unless told otherwise: zero, where an affine threshold is ReLU, and powers of two. Pre-activations are
 * of the size of one, so the last ones turn nearly every unit off.
 */
export const sweepBetas: readonly number[] = [0, ...Array.from({ length: 11 }, (_, i) => 2 ** (i - 6))]

/** Both rules in both forms at each β. */
export function sweepRules(betas: readonly number[]): EvaluationRule[] {
  return (['threshold', 'energy'] as const).flatMap((rule) => maskFormSchema.options.flatMap((form) =>
    betas.map((value): EvaluationRule => ({ rule, form, beta: { kind: 'fixed', value } }))))
}

/** The same text for the same rule, and another for any other. */
export function ruleKey(rule: EvaluationRule): string {
  if (rule.rule === 'relu' || rule.rule === 'maskt') return rule.rule
  const { kind } = rule.beta
  return `${rule.rule} ${rule.form} ${kind} ${rule.beta.kind === 'fixed' ? rule.beta.value : rule.beta.fraction}`
}
