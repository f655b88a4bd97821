import { describe, expect, it } from 'vitest'
import { largestMistake } from '../../../renderer/charts/confusion'
import { comparable, evaluationOf, ruleTitle, sweepOf } from '../../../renderer/figures/rules'
import { confusionTable, ruleTable } from '../../../renderer/figures/tables'
import { confusion, ruleEvaluation, sweep } from './records'

describe('inference rules', () => {
  it('have titles of their own', () => {
    expect([
      ruleTitle({ rule: 'relu' }),
      ruleTitle({ rule: 'maskt' }),
      ruleTitle({ rule: 'threshold', form: 'affine', beta: { kind: 'fixed', value: 0.25 } }),
      ruleTitle({ rule: 'energy', form: 'linear', beta: { kind: 'quantile', fraction: 0.6 } })
    ]).toEqual(['ReLU', 'MaskT', 'Threshold, affine, β 0.25', 'Energy, linear, β quantile 0.6'])
  })

  it('are compared where answers are stored, ReLU and MaskT first', () => {
    const rules = [
      ...sweep(),
      ruleEvaluation({ rule: 'maskt' }),
      ruleEvaluation({ rule: 'energy', form: 'affine', beta: { kind: 'fixed', value: 9 } }),
      ruleEvaluation({ rule: 'relu' })
    ]
    expect(comparable(rules).map(({ rule }) => rule.rule)).toEqual(['relu', 'maskt', 'energy'])
    expect(evaluationOf(rules, { rule: 'threshold', form: 'linear', beta: { kind: 'fixed', value: 0.5 } })?.error).toBe(
      0.25
    )
    expect(
      evaluationOf(rules, { rule: 'threshold', form: 'linear', beta: { kind: 'quantile', fraction: 0.5 } })
    ).toBeNull()
  })

  it('make a series per rule and form by rising β; quantiles and single values make none', () => {
    const series = sweepOf([
      ...sweep(),
      ruleEvaluation({ rule: 'relu' }),
      ruleEvaluation({ rule: 'energy', form: 'affine', beta: { kind: 'quantile', fraction: 0.4 } })
    ])
    expect(series.map(({ rule, form, points }) => [rule, form, ...points.map(({ beta }) => beta)])).toEqual([
      ['threshold', 'affine', 0, 0.5, 1],
      ['threshold', 'linear', 0, 0.5, 1],
      ['energy', 'affine', 0, 0.5, 1],
      ['energy', 'linear', 0, 0.5, 1]
    ])
    expect(sweepOf([sweep()[0], ruleEvaluation({ rule: 'maskt' })])).toEqual([])
  })
})

it('tables hold every rule and every cell', () => {
  expect(ruleTable([ruleEvaluation({ rule: 'maskt' }), sweep()[0]]).rows).toEqual([
    ['maskt', 'linear', 0, 2000, 0.05, 0.2, 0.6], ['threshold', 'linear', 1, 2000, 0.5, 0.2, 0.6]
  ])
  expect(confusionTable(confusion()).rows).toEqual([[0, 0, 3], [0, 2, 1], [1, 1, 4]])
})

it('the scale of matrices ends at the largest share of a label’s examples with one wrong answer', () => {
  expect(largestMistake([confusion()])).toBe(0.25)
  expect(largestMistake([])).toBe(0)
})
