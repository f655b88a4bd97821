/** The state of a member is that of the run which counts, and a key that is there twice is a duplicate. */
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../preload/schema/run'
import type { SweepMember } from '../../../preload/schema/sweep'
import { duplicatesIn, memberStates } from '../../../preload/schema/sweep-states'
import { defaultConfiguration } from '../../../preload/schema/configuration'
import { summary } from '../renderer/records'

const keyOf = (letter: string): string => letter.repeat(32)
const member = (letter: string): SweepMember => ({
  key: keyOf(letter), name: letter, configuration: defaultConfiguration('sgd', 'mnist-10k', 'all-cnn-mini')
})
const run = (id: string, key: string, status: RunSummary['status'], hour: number): RunSummary => ({
  ...summary(), id, key: keyOf(key), status, createdAt: `2026-11-26T0${hour}:00:00.000Z`,
  finishedAt: status === 'running' ? null : `2026-11-26T0${hour}:30:00.000Z`
})

describe('a member', () => {
  const runs = [
    run('a1', 'a', 'finished', 1), run('a2', 'a', 'failed', 3), run('a3', 'a', 'finished', 2),
    run('b1', 'b', 'stopped', 1), run('b2', 'b', 'running', 2), run('c1', 'c', 'failed', 1),
    run('c2', 'c', 'interrupted', 2), run('d1', 'd', 'stopped', 1), run('d2', 'd', 'failed', 2),
    { state: 'damaged' as const, id: 'x', reason: 'It is cut off.', fileBytes: 1 }
  ]
  const states = memberStates(['a', 'b', 'c', 'd', 'e'].map(member), runs)

  it('has the state of its newest finished run, else of one that runs, else of its newest', () => {
    expect(states.map(({ index, state, run: counted }) => [index, state, counted?.id ?? null])).toEqual([
      [0, 'finished', 'a3'], [1, 'running', 'b2'], [2, 'stopped', 'c2'], [3, 'failed', 'd2'], [4, 'waiting', null]
    ])
  })

  it('has further finished runs as duplicates', () => {
    expect(states.map(({ duplicates }) => duplicates.map(({ id }) => id))).toEqual([['a1'], [], [], [], []])
    expect(duplicatesIn(runs).map(({ id }) => id)).toEqual(['a1'])
  })

  it('is no duplicate where two models were imported for the same data', () => {
    const imports = [run('e1', 'e', 'finished', 1), run('e2', 'e', 'finished', 2)]
    expect(duplicatesIn(imports.map((one) => ({ ...one, method: 'imported' as const })))).toEqual([])
  })
})
