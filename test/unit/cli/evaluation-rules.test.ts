/** How a command line names rules: what it means, and one sentence for whatever means nothing. */
import { describe, expect, it } from 'vitest'
import { ruleFrom, sweepFrom } from '../../../main/cli/evaluation-rules'
import { ruleKey, sweepBetas } from '../../../preload/schema/evaluation'

describe('a rule', () => {
  it('beside ReLU and MaskT needs a β, and is affine unless told otherwise', () => {
    expect(ruleFrom({})).toBeNull()
    expect(ruleFrom({ rule: 'maskt' })).toBeNull()
    expect(ruleFrom({ rule: 'threshold', beta: '0.1' })).toEqual({
      rule: 'threshold',
      form: 'affine',
      beta: { kind: 'fixed', value: 0.1 }
    })
    expect(ruleFrom({ rule: 'energy', beta: 'quantile:0.5', form: 'linear' })).toEqual({
      rule: 'energy',
      form: 'linear',
      beta: { kind: 'quantile', fraction: 0.5 }
    })
    expect(ruleFrom({ rule: 'energy', sweep: true })).toBeNull()
  })

  it.each([
    [{ rule: 'softmax' }, 'There is no rule "softmax"; --rule takes relu, maskt, threshold, energy.'],
    [{ rule: 'threshold' }, '--rule threshold needs --beta: a number from 0, or quantile:0.5 for one β per layer.'],
    [{ rule: 'threshold', beta: '-1' }, '--beta takes a number from 0 to 1000000, or quantile:0.5, not "-1".'],
    [
      { rule: 'threshold', beta: 'learned' },
      '--beta takes a number from 0 to 1000000, or quantile:0.5, not "learned".'
    ],
    [
      { rule: 'energy', beta: 'quantile:1' },
      '--beta takes a number from 0 to 1000000, or quantile:0.5, not "quantile:1".'
    ],
    [{ rule: 'energy', beta: 'Infinity' }, '--beta takes a number from 0 to 1000000, or quantile:0.5, not "Infinity".'],
    [{ rule: 'energy', beta: '' }, '--beta takes a number from 0 to 1000000, or quantile:0.5, not "".'],
    [{ rule: 'energy', beta: '1', form: 'round' }, '--form takes affine or linear, not "round".'],
    [{ beta: '1' }, '--beta goes with --rule threshold or --rule energy.'],
    [{ rule: 'maskt', form: 'linear' }, '--form goes with --rule threshold or --rule energy.']
  ])('%j', (options, sentence) => {
    expect(() => ruleFrom(options)).toThrow(sentence)
  })
})

describe('a sweep', () => {
  it('goes over both rules in both forms, or over those that are chosen', () => {
    expect(sweepFrom({})).toEqual([])
    expect(sweepFrom({ sweep: true })).toHaveLength(4 * sweepBetas.length)
    expect(sweepFrom({ sweep: '0, 0.5', rule: 'energy', form: 'linear' }).map(ruleKey)).toEqual([
      'energy linear fixed 0',
      'energy linear fixed 0.5'
    ])
    expect(sweepFrom({ sweep: '1', form: 'affine' }).map(ruleKey)).toEqual([
      'threshold affine fixed 1',
      'energy affine fixed 1'
    ])
  })

  it.each([
    ['0,,1', '--sweep takes numbers from 0 to 1000000, as in --sweep 0,0.1,1, not "".'],
    ['a', '--sweep takes numbers from 0 to 1000000, as in --sweep 0,0.1,1, not "a".'],
    ['0,-2', '--sweep takes numbers from 0 to 1000000, as in --sweep 0,0.1,1, not "-2".'],
    ['quantile:0.5', '--sweep takes numbers from 0, as in --sweep 0,0.1,1, not "quantile:0.5".'],
    [Array.from({ length: 101 }, (_, i) => i).join(), '--sweep takes at most 100 values, not 101.']
  ])('of %s is refused', (sweep, sentence) => {
    expect(() => sweepFrom({ sweep })).toThrow(sentence)
  })
})
