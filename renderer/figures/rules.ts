/** Inference rules as people read them, and what a sweep of β holds. */
import { ruleKey, type EvaluationRule, type MaskForm, type RuleEvaluation } from '../../preload/contract'
import { plain } from '../../preload/schema/format'

export function ruleTitle(rule: EvaluationRule): string {
  if (rule.rule === 'relu') return 'ReLU'
  if (rule.rule === 'maskt') return 'MaskT'
  const beta = rule.beta.kind === 'fixed' ? plain(rule.beta.value) : `quantile ${plain(rule.beta.fraction)}`
  return `${rule.rule === 'threshold' ? 'Threshold' : 'Energy'}, ${rule.form}, β ${beta}`
}

const order = ['relu', 'maskt', 'threshold', 'energy'] as const

/** ReLU and MaskT, then those whose prediction for each example is stored. */
export function comparable(rules: readonly RuleEvaluation[]): RuleEvaluation[] {
  return rules
    .filter(({ predicted }) => predicted)
    .sort((one, other) => order.indexOf(one.rule.rule) - order.indexOf(other.rule.rule))
}

export function evaluationOf(rules: readonly RuleEvaluation[], rule: EvaluationRule): RuleEvaluation | null {
  return rules.find((candidate) => ruleKey(candidate.rule) === ruleKey(rule)) ?? null
}

export interface SweepSeries {
  readonly rule: 'threshold' | 'energy'
  readonly form: MaskForm
  /** By β, rising. */
  readonly points: readonly { readonly beta: number; readonly evaluation: RuleEvaluation }[]
}

/** A series for each rule and form that was evaluated at two values of β or more. */
export function sweepOf(rules: readonly RuleEvaluation[]): SweepSeries[] {
  return (['threshold', 'energy'] as const).flatMap((name) =>
    (['affine', 'linear'] as const).flatMap((form): SweepSeries[] => {
      const points = rules
        .flatMap((evaluation) => {
          const { rule } = evaluation
          return rule.rule === name && rule.form === form && rule.beta.kind === 'fixed'
            ? [{ beta: rule.beta.value, evaluation }]
            : []
        })
        .sort((one, other) => one.beta - other.beta)
      return points.length > 1 ? [{ rule: name, form, points }] : []
    })
  )
}
