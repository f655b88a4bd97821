import { describe, expect, it } from 'vitest'
import { rowsOf } from '../../bench/seconds-rows'
import {
  finalNames, type ComparedRun, type FinalName, type RunComparison
} from '../../../preload/schema/run-comparison'
import { samplesOf } from '../../../preload/schema/run-comparison-samples'

type Times = readonly (number | null)[]

/**
 * Seconds to 10 % of each seed, null where it is never reached; iterations are ten times as many. With refits each
 * takes half as long, or what is given.
 */
function comparisonOf(sgd: Times, alternation: Times, refitted?: [sgd: Times, alternation: Times]): RunComparison {
  const halved = [sgd, alternation].map((times) => times.map((time) => time && time / 2))
  const final = { ...Object.fromEntries(finalNames.map((name) => [name, null])), testError: 0.02 } as
    Record<FinalName, number | null>
  const all = [sgd, alternation, ...refitted ?? halved]
  const runs = all.flatMap((times, group) => times.map((seconds, place): ComparedRun => ({
    id: `20260101-000000-${group}${place}aa`, name: '', status: 'finished', seed: place + 1, group, final,
    reached: [seconds === null ? null : { seconds, iterations: seconds * 10 }, null, null]
  })))
  const groups = [0, 1, 2, 3].map((group) => ({
    settings: [], numbers: [], ...samplesOf(runs.filter((run) => run.group === group))
  }))
  return { settings: [], groups, runs, unreadable: [] }
}

const rowOf = (comparison: RunComparison, name: string) => rowsOf(comparison).find((row) => row.name === name)
const against = 'seconds to 10 % test error, I-alternation against SGD'

describe('seconds to an error', () => {
  it('are means with their spread, and the ratio of the means has the limit', () => {
    const comparison = comparisonOf([10, 12], [8, 9])
    expect(rowOf(comparison, 'seconds to 10 % test error, SGD')).toMatchObject(
      { value: 11, unit: 's', note: '± 1.41; median 11.00; 2 of 2 reach it' }
    )
    expect(rowOf(comparison, 'iterations to 10 % test error, I-alternation')).toMatchObject({ value: 85 })
    expect(rowOf(comparison, against)).toMatchObject({ limit: { kind: 'at most', value: 0.85 }, ok: true })
    expect(rowOf(comparison, against)?.value).toBeCloseTo(17 / 22, 9)
    expect(rowOf(comparison, against)?.note).toMatch(/^seed by seed: median 0\.78, .* n = 2$/)
  })

  it('are not won by leaving out the runs that never reach it', () => {
    const comparison = comparisonOf([10, 12], [5, null])
    expect(rowOf(comparison, 'seconds to 10 % test error, I-alternation')?.note).toContain('1 of 2 reach it')
    expect(rowOf(comparison, against)).toMatchObject({ ok: false })
  })

  it('are compared with refits in both, and in one, which has no limit', () => {
    const comparison = comparisonOf([10, 12], [8, 9], [[5, 6], [6, 5]])
    expect(rowOf(comparison, 'seconds to 10 % test error, I-alternation with refits against SGD with refits'))
      .toMatchObject({ value: 1, limit: { kind: 'at most', value: 0.85 }, ok: false })
    expect(rowOf(comparison, 'seconds to 10 % test error, I-alternation with refits against SGD'))
      .toMatchObject({ value: 0.5, limit: null, ok: true })
    expect(rowOf(comparison, 'iterations to 10 % test error, SGD with refits')).toMatchObject({ value: 55 })
  })

  it('say so where nobody reaches it', () => {
    expect(rowOf(comparisonOf([10], [8]), 'seconds to 3 % test error, SGD')).toMatchObject(
      { value: null, note: 'none of 1 reach it' }
    )
  })
})
