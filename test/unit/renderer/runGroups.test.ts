import { describe, expect, it } from 'vitest'
import type { RunListEntry } from '../../../preload/contract'
import { groupRuns, listRows } from '../../../renderer/figures/runGroups'
import { sortRuns } from '../../../renderer/figures/runList'
import { summary } from './records'

const damaged: RunListEntry = { state: 'damaged', id: '20260713-000000-dddd', reason: 'cut short', fileBytes: 5 }
const runs: RunListEntry[] = [
  summary({ id: 'c', name: 'sgd all-cnn-mini seed 2', seed: 2, group: 'g', testError: 0.04, tags: ['paper', 'slow'] }),
  summary({ id: 'b', name: 'sgd all-cnn-mini seed 1', seed: 1, group: 'g', testError: 0.02 }),
  summary({ id: 'a', name: 'mine', group: 'h', network: 'vgg-mini', testError: null, tags: ['paper'] }),
  damaged
]
const titles = (by: Parameters<typeof groupRuns>[1]) =>
  groupRuns(runs, by).map(({ title, runs: members }) => [title, members.map(({ id }) => id.slice(-1)).join('')])

describe('groups of runs', () => {
  it('are those of one configuration with different seeds, by what its name tells', () => {
    expect(titles('configuration')).toEqual(
      [['sgd all-cnn-mini', 'cb'], ['I-alternation, vgg-mini, mnist-10k', 'a'], ['Damaged', 'd']]
    )
  })

  it('have a run with several tags in each of them', () => {
    expect(titles('tag')).toEqual([['paper', 'ca'], ['slow', 'c'], ['Without a tag', 'b'], ['Damaged', 'd']])
  })

  it('are by network, method, data and day, too', () => {
    expect(titles('network')[1]).toEqual(['vgg-mini', 'a'])
    expect(titles('method')[0]).toEqual(['I-alternation', 'cba'])
    expect(titles('data')[0]).toEqual(['mnist-10k', 'cba'])
    expect(titles('day')[0]?.[0]).toMatch(/^2026-07-14$/)
  })

  it('tell the mean of their test errors with the sample deviation', () => {
    const [group, other] = groupRuns(runs, 'configuration')
    // √(((0.04 − 0.03)² + (0.02 − 0.03)²) / 1) = 0.01414…
    expect(group?.error).toEqual({ words: '3.00 ± 1.41 %', count: 2 })
    expect(other?.error).toEqual({ words: '–', count: 0 })
  })
})

describe('the rows of the list', () => {
  const kinds = (...closed: string[]) => listRows(runs, 'tag', new Set(closed)).map(({ key }) => key)

  it('are the runs alone, or a head before each group', () => {
    expect(listRows(runs, 'none', new Set()).map(({ kind }) => kind)).toEqual(['run', 'run', 'run', 'run'])
    expect(kinds().slice(0, 4)).toEqual(['group paper', 'paper c', 'paper a', 'group slow'])
  })

  it('leave out the runs of a group that is closed', () => {
    expect(kinds('paper').slice(0, 3)).toEqual(['group paper', 'group slow', 'slow c'])
  })

  it('have keys of their own, where a run stands twice, too', () => {
    expect(new Set(kinds()).size).toBe(kinds().length)
  })
})

describe('pinned runs', () => {
  it('stand above the others in any order', () => {
    const pinned = [...runs, summary({ id: '0', pinned: true, testError: 0.5 })]
    for (const ascending of [true, false])
      expect(sortRuns(pinned, { key: 'error', ascending })[0]?.id).toBe('0')
  })
})

describe('a setting', () => {
  it('orders runs by the numbers in it; those that have none come last', () => {
    const values: Record<string, string> = { a: '10 epochs', b: '9 epochs' }
    const order = (ascending: boolean) =>
      sortRuns(runs, { key: 'setting:gap', ascending }, (id) => values[id] ?? null)
        .map(({ id }) => id.slice(-1)).join('')
    expect([order(true).slice(0, 2), order(false).slice(0, 2)]).toEqual(['ba', 'ab'])
  })
})
