/** Evaluating a stored checkpoint under inference rules, and looking at the predictions. */
import { z } from 'zod'
import {
  confusionSchema,
  disagreementKinds,
  disagreementsSchema,
  evaluationRuleSchema,
  ruleEvaluationSchema
} from '../schema/evaluation'
import { evaluationRecordSchema } from '../schema/run'
import { checkpoint, type Topic } from './parts'

export const evaluationMethods = {
  /**
   * Evaluates a checkpoint with ReLU, MaskT and these rules, and stores the answer to each test example; of the sweep
   * only the figures. `evaluation-progress` events tell how far it is. While a training owns the file nothing is
   * stored.
   */
  'evaluation.run': {
    access: 'writes',
    computes: true,
    request: z.strictObject({
      ...checkpoint,
      rules: z.array(evaluationRuleSchema).max(16),
      sweep: z.array(evaluationRuleSchema).max(400)
    }),
    reply: z.strictObject({
      evaluation: evaluationRecordSchema,
      rules: z.array(ruleEvaluationSchema),
      stored: z.boolean()
    })
  },
  /** Every rule that a checkpoint was evaluated with. */
  'evaluation.rules': {
    access: 'reads',
    request: z.strictObject(checkpoint),
    reply: z.strictObject({ rules: z.array(ruleEvaluationSchema) })
  },
  'evaluation.confusion': {
    access: 'reads',
    request: z.strictObject({ ...checkpoint, rule: evaluationRuleSchema }),
    reply: z.strictObject({ confusion: confusionSchema })
  },
  /** Test examples that two rules answer differently, `limit` of them after the first `skip` of a kind. */
  'evaluation.disagreements': {
    access: 'reads',
    request: z.strictObject({
      ...checkpoint,
      first: evaluationRuleSchema,
      second: evaluationRuleSchema,
      kind: z.enum(disagreementKinds).nullable(),
      skip: z.number().int().min(0),
      limit: z.number().int().min(1).max(100)
    }),
    reply: z.strictObject({ disagreements: disagreementsSchema })
  }
} as const satisfies Topic<'evaluation'>
