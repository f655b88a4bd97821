/** What a network answers to the training examples whose masks a snapshot holds, under the snapshot's weights. */
import { z } from 'zod'
import { bytesSchema } from './masks'
import { runIdSchema } from './names'

const count = z.number().int().min(0)

/** As an evaluation has them: ReLU, and MaskT, m ⊙ Wz with m = [q > 0], which the network decides by itself. */
export const answerRules = ['relu', 'maskt'] as const
export const answerRuleSchema = z.enum(answerRules)
export type AnswerRule = z.infer<typeof answerRuleSchema>

export const trainingAnswersRequest = {
  id: runIdSchema,
  /** Null for the latest. */
  snapshot: count.nullable(),
  rules: z.array(answerRuleSchema).min(1).max(answerRules.length)
}

/** The answers under one rule. */
export const ruleAnswersSchema = z.strictObject({
  rule: answerRuleSchema,
  wrong: count,
  /** Mean cross-entropy. */
  loss: z.number(),
  /** Uint16 for each example: the class of the largest logit. */
  predicted: bytesSchema,
  /** Float32 for each example: −log of what softmax gives to its label. */
  losses: bytesSchema
})
export type RuleAnswers = z.infer<typeof ruleAnswersSchema>

/** Of the first `examples`; numbers are little-endian. */
export const trainingAnswersSchema = z.strictObject({
  snapshot: count,
  examples: count,
  /** Uint32 for each example. */
  labels: bytesSchema,
  rules: z.array(ruleAnswersSchema)
})
export type TrainingAnswers = z.infer<typeof trainingAnswersSchema>

export const answerRuleTitles: Readonly<Record<AnswerRule, string>> = { relu: 'ReLU', maskt: 'MaskT' }
