/** What the Theory page says of results and of what is computed. */
import { describe, expect, it } from 'vitest'
import { experimentNames } from '../../../preload/schema/theory'
import { askedByPreset } from '../../../preload/schema/theory/asked'
import type { Claim, TheoryResultSummary, Verdict } from '../../../preload/schema/theory/result'
import {
  badgeOf, badgeWords, claimsTable, figure, progressAfter, progressWords, quickChecks, quickSeconds, resultWords,
  resultsOf, seedsWords, shownRows, withSpread
} from '../../../renderer/figures/theory'

const claim = (holds: Verdict, part: Partial<Claim> = {}): Claim =>
  ({ text: 'a', bound: 1, measured: 0.5, spread: null, holds, rule: 'at most 1', ...part })
const summary = (...claims: Claim[]): TheoryResultSummary => ({
  id: 'separation-0123456789ab', ...askedByPreset('separation', 'quick'), seeds: [1, 2, 3], claims, seconds: 1,
  version: '0.1.0', command: 'maskscope theory separation', ended: '2026-07-14T09:41:00.000Z'
})

describe('the badge of an experiment', () => {
  it.each([
    [[], 'not run'], [['holds'], 'holds'], [['does not hold'], 'does not hold'],
    [['holds', 'does not hold'], 'mixed'], [['holds', 'not applicable'], 'holds'], [['not applicable'], 'not run']
  ] as const)('of %j is %s', (verdicts, badge) => {
    expect(badgeOf(summary(...verdicts.map((holds) => claim(holds))))).toBe(badge)
  })

  it('is "not run" without a result', () => {
    expect(badgeOf(undefined)).toBe('not run')
  })

  it('has words that count what applies', () => {
    const [holds, fails, none] = (['holds', 'does not hold', 'not applicable'] as const).map((one) => claim(one))
    expect(badgeWords(summary(holds!, fails!, none!))).toBe('1 of 2 claims hold')
    expect(badgeWords(summary(holds!))).toBe('1 of 1 claim holds')
    expect(resultWords(summary(holds!))).toMatch(/^2026-07-1\d \d\d:41, 3 seeds, 1 of 1 claim holds$/)
  })
})

describe('the results of an experiment', () => {
  it('are those of its own, in their order', () => {
    const [one, other] = [summary(), { ...summary(), experiment: 'recover', id: 'recover-0123456789ab' }]
    expect(resultsOf([other, one, other], 'recover')).toEqual([other, other])
    expect(resultsOf([other], 'spurious')).toEqual([])
  })
})

describe('the quick checks', () => {
  it('are every experiment once, in less than a minute', () => {
    expect(quickChecks().map(({ experiment }) => experiment)).toEqual(experimentNames)
    expect(quickSeconds()).toBeGreaterThan(0)
    expect(quickSeconds()).toBeLessThan(60)
  })
})

describe('how far an experiment is', () => {
  it('is told with rate and time left, once there is a rate', () => {
    expect(progressWords(null)).toBe('Beginning …')
    const first = progressAfter(null, 4, 40, 10)
    expect(progressWords(first)).toBe('4 of 40 parts')
    expect(progressWords(progressAfter(first, 10, 40, 12))).toBe('10 of 40 parts, 3.0 a second, about 10 s left')
    expect(progressWords(progressAfter(first, 5, 40, 20))).toBe('5 of 40 parts, 6.0 a minute, about 5 min 50 s left')
    expect(progressWords(progressAfter(first, 4, 40, 20))).toBe('4 of 40 parts')
  })
})

describe('figures', () => {
  it('have three digits, and their deviation where there is one', () => {
    expect(['a', null, 1024, 0.123456, 1e-16].map(figure)).toEqual(['a', '–', '1,024', '0.123', '1e-16'])
    expect(withSpread(claim('holds', { spread: 0.01 }))).toBe('0.5 ± 0.01')
    expect(withSpread(claim('holds'))).toBe('0.5')
    expect(withSpread(claim('not applicable', { measured: null, spread: 0.01 }))).toBe('–')
    expect(seedsWords(claim('holds'), [1, 2])).toBe('2')
    expect(seedsWords(claim('not applicable', { measured: null }), [1, 2])).toBe('–')
  })

  it('stand in a file with rule and number of seeds', () => {
    expect(claimsTable(summary(claim('holds', { spread: 0.25 })))).toEqual({
      columns: ['claim', 'verdict', 'measured', 'deviation', 'seeds', 'bound', 'rule'],
      rows: [['a', 'holds', 0.5, 0.25, 3, 1, 'at most 1']]
    })
  })

  it('of a long table are shown in part', () => {
    const rows = Array.from({ length: 100 }, (_, i) => [i])
    expect(shownRows({ name: 'a', title: 'a', columns: ['a'], rows })).toHaveLength(30)
  })
})
