import { describe, expect, it } from 'vitest'
import type { RunListEntry } from '../../../preload/contract'
import { filterRuns, isFiltering, noFilter, rowWindow, sortRuns } from '../../../renderer/figures/runList'
import { summary } from './records'

const damaged: RunListEntry = {
  state: 'damaged',
  id: '20260713-000000-dddd',
  reason: 'The file is cut short.',
  fileBytes: 5
}
const runs: RunListEntry[] = [
  summary({
    id: '20260712-000000-aaaa',
    createdAt: '2026-07-12T00:00:00.000Z',
    name: 'baseline',
    method: 'sgd',
    testError: 0.05,
    seed: 3
  }),
  summary({
    id: '20260714-000000-bbbb',
    createdAt: '2026-07-14T00:00:00.000Z',
    name: 'Alternation',
    status: 'running',
    testError: null,
    network: 'all-cnn-c'
  }),
  damaged,
  summary({ id: '20260715-000000-cccc', createdAt: '2026-07-15T00:00:00.000Z', name: 'zeta', testError: 0.02 })
]
const ids = (entries: readonly RunListEntry[]): string[] => entries.map((entry) => entry.id.slice(-4))

describe('filterRuns', () => {
  it('passes everything when nothing is asked', () => {
    expect(filterRuns(runs, noFilter)).toHaveLength(4)
    expect(isFiltering(noFilter)).toBe(false)
  })

  it('asks all that the text asks', () => {
    expect(ids(filterRuns(runs, { ...noFilter, text: ' SGD seed:3 ' }))).toEqual(['aaaa'])
    expect(ids(filterRuns(runs, { ...noFilter, text: 'cut short' }))).toEqual(['dddd'])
  })

  it('finds imported networks by where they came from', () => {
    const imported = summary({
      id: '20260716-000000-eeee',
      method: 'imported',
      importedFrom: 'onnx',
      network: 'model.onnx'
    })
    expect(ids(filterRuns([...runs, imported], { ...noFilter, text: 'imported format:onnx' }))).toEqual(['eeee'])
    expect(ids(filterRuns([...runs, imported], { ...noFilter, methods: ['imported'] }))).toEqual(['eeee'])
  })

  it('filters by value, any of one column and all columns together', () => {
    expect(ids(filterRuns(runs, { ...noFilter, statuses: ['damaged', 'running'] }))).toEqual(['bbbb', 'dddd'])
    expect(ids(filterRuns(runs, { ...noFilter, statuses: ['running'], networks: ['all-cnn-mini'] }))).toEqual([])
    expect(ids(filterRuns(runs, { ...noFilter, methods: ['sgd'] }))).toEqual(['aaaa'])
  })

  it('takes a text as text, never as a pattern', () => {
    expect(filterRuns(runs, { ...noFilter, text: '.*' })).toEqual([])
  })

  it('hides nothing by a text that is no filter, only by the values that were chosen', () => {
    expect(ids(filterRuns(runs, { ...noFilter, text: 'colour:red', methods: ['sgd'] }))).toEqual(['aaaa'])
  })
})

describe('sortRuns', () => {
  it('orders by age, damaged runs by the time in their id', () => {
    expect(ids(sortRuns(runs, { key: 'created', ascending: false }))).toEqual(['cccc', 'bbbb', 'dddd', 'aaaa'])
    expect(ids(sortRuns(runs, { key: 'created', ascending: true }))).toEqual(['aaaa', 'dddd', 'bbbb', 'cccc'])
  })

  it('keeps runs without a value at the end in both directions', () => {
    expect(ids(sortRuns(runs, { key: 'error', ascending: true }))).toEqual(['cccc', 'aaaa', 'bbbb', 'dddd'])
    expect(ids(sortRuns(runs, { key: 'error', ascending: false }))).toEqual(['aaaa', 'cccc', 'bbbb', 'dddd'])
  })

  it('orders names regardless of capitals', () => {
    expect(ids(sortRuns(runs, { key: 'name', ascending: true }))).toEqual(['bbbb', 'aaaa', 'cccc', 'dddd'])
  })

  it('leaves the list it was given as it was', () => {
    const before = ids(runs)
    sortRuns(runs, { key: 'seed', ascending: true })
    expect(ids(runs)).toEqual(before)
  })
})

describe('rowWindow', () => {
  it('covers the rows in view and a margin, within the table', () => {
    expect(rowWindow(1000, 36, 3600, 720, 10)).toEqual({ first: 90, end: 130 })
    expect(rowWindow(5, 36, 0, 720)).toEqual({ first: 0, end: 5 })
  })

  it('stays in order when the table has shrunk under the scroll position', () => {
    const { first, end } = rowWindow(3, 36, 36_000, 720)
    expect(first).toBeLessThanOrEqual(end)
    expect(end).toBe(3)
  })
})
