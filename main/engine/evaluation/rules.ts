/** What each inference rule asks of the supports. */
import type { EvaluationRule } from '../../../preload/schema/evaluation'
import type { Examples } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import { masktSupport, reluSupport, type ForwardSupport } from '../support/forward'
import { thresholdsOf } from './thresholds'

/** @param sample training examples on which a quantile β is measured, asked for only then */
export async function forwardSupportOf(
  rule: EvaluationRule,
  layers: number,
  executor: Executor,
  sample: () => Examples
): Promise<ForwardSupport> {
  switch (rule.rule) {
    case 'relu':
      return reluSupport(layers)
    case 'maskt':
      return masktSupport(layers)
    case 'threshold':
      return {
        form: rule.form,
        thresholds: await thresholdsOf({ rule: 'positive', beta: rule.beta }, layers, executor, sample)
      }
    case 'energy':
      return {
        form: rule.form,
        thresholds: await thresholdsOf({ rule: 'energy', beta: rule.beta }, layers, executor, sample)
      }
  }
}
