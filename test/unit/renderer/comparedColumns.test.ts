/** Columns of a comparison, drawn against each other, and narrowed by what is drawn on their axes. */
import { describe, expect, it } from 'vitest'
import type { ComparedRun, RunComparison, RunListEntry } from '../../../preload/contract'
import { narrowed, samplesOf } from '../../../preload/schema/run-comparison-samples'
import { comparedScatter, drawnRuns, runAt, type ComparedScatter } from '../../../renderer/charts/comparedScatter'
import { parallelColumns } from '../../../renderer/charts/parallelColumns'
import { svgOf } from '../../../charts/svg'
import {
  columnsTable, comparedColumns, placeOn, usualAxes, wordsOf, type ComparedColumn
} from '../../../renderer/figures/comparedColumns'
import { parallelReading, scatterReading } from '../../../renderer/figures/comparedReadings'
import { intervalsOf, keptBy, narrowingForm, partsOf } from '../../../renderer/figures/narrowing'
import { darkPalette } from '../../../charts/palette'
import { summary } from './records'

const run = (at: number, group: number, testError: number | null, seed: number): ComparedRun => ({
  id: `20261101-00000${at}-aaaa`, name: `run ${at} <b>`, status: 'finished', seed, group,
  final: {
    testError, testLoss: null, trainError: null, trainLoss: null, maskTError: null, maskTGap: null, sparsity: 0.5,
    churn: null, drift: null, seconds: 10 * (at + 1)
  },
  reached: [{ iterations: 100 + at, seconds: 1 }, null, null]
})
const runs = [run(0, 0, 0.05, 1), run(1, 0, 0.04, 2), run(2, 1, 0.08, 1), run(3, 2, null, 1)]
const asked = (method: string, rate: number | null) =>
  ({ settings: [method, rate === null ? null : `${rate} units`], numbers: [null, rate] })
const comparison: RunComparison = {
  settings: ['Method', 'Consistency'],
  groups: [asked('SGD', null), asked('I-alternation', 0.2), asked('I-alternation', 0)].map((group, at) =>
    ({ ...group, ...samplesOf(runs.filter((one) => one.group === at)) })),
  runs,
  unreadable: []
}
const entries = new Map<string, RunListEntry>(runs.map(({ id }, at) =>
  [id, summary({ id, snapshots: at, createdAt: `2026-11-0${at + 1}T00:00:00Z` })]))
const columns = comparedColumns(comparison, entries)
const column = (key: string): ComparedColumn => columns.find((one) => one.key === key)!
const placesOf = (key: string) => runs.map((one) => placeOn(column(key), one))

describe('columns of a comparison', () => {
  it('are settings that differ, results and the run, each named once', () => {
    expect(columns.slice(0, 4).map(({ key }) => key)).toEqual(['method', 'consistency', 'seed', 'testError'])
    expect(new Set(columns.map(({ key }) => key)).size).toBe(columns.length)
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length)
  })

  it('lie on an axis as numbers where they are numbers', () => {
    expect(placesOf('method')).toEqual(['SGD', 'SGD', 'I-alternation', 'I-alternation'])
    expect(placesOf('consistency')).toEqual([null, null, 0.2, 0])
    expect(placesOf('testError')).toEqual([5, 4, 8, null])
    expect(placesOf('iterations-to-10')).toEqual([100, 101, 102, 103])
    expect(placesOf('created')[1]).toBe(Date.parse('2026-11-02T00:00:00Z'))
    expect(placesOf('snapshots')).toEqual([0, 1, 2, 3])
  })

  it('are written with their units, and an unknown figure by a dash', () => {
    expect(runs.map((one) => column('testError').write(column('testError').of(one))))
      .toEqual(['5.00 %', '4.00 %', '8.00 %', '–'])
    expect(column('seed').write(1234)).toBe('1234')
  })

  it('have axes at first where they tell runs apart', () => {
    expect(usualAxes(columns, runs)).toEqual(['method', 'consistency', 'testError', 'seconds'])
  })

  it('are saved by run', () => {
    expect(columnsTable([column('method'), column('testError')], runs.slice(0, 1))).toEqual({
      columns: ['id', 'name', 'group', 'Method', 'Test error'], rows: [[runs[0].id, 'run 0 <b>', 1, 'SGD', 0.05]]
    })
  })
})

describe('what is drawn on axes', () => {
  const kept = (narrowing: Record<string, string[]>) => keptBy(narrowing, columns, runs)

  it('keeps the runs that lie in a stretch of every axis, and none without the figure', () => {
    expect(kept({})).toBeNull()
    expect(kept({ testError: ['4.5', '9'] })).toEqual(new Set([runs[0].id, runs[2].id]))
    expect(kept({ testError: ['4.5', '9'], method: ['I-alternation'] })).toEqual(new Set([runs[2].id]))
    expect(kept({ testError: ['0', '4.2', '7', '9'] })).toEqual(new Set([runs[1].id, runs[2].id]))
    expect(kept({ consistency: ['0', '1'] })).toEqual(new Set([runs[2].id, runs[3].id]))
  })

  it('is not taken from what is no stretch', () => {
    expect(kept({ testError: ['9', '4'] })).toEqual(new Set())
    expect(kept({ testError: ['four', 'nine'] })).toEqual(new Set())
    expect(kept({ nothing: ['1', '2'] })).toBeNull()
  })

  it('comes back from the address and from the chart as it was', () => {
    const narrowing = { testError: ['1.5', '4'], method: ['SGD'] }
    expect(narrowingForm.write(narrowing)).toEqual(['testError~1.5~4', 'method~SGD'])
    expect(narrowingForm.read(narrowingForm.write(narrowing))).toEqual(narrowing)
    expect(intervalsOf(column('testError'), ['1.5', '4'], runs)).toEqual([[1.5, 4]])
    expect(partsOf(column('testError'), [[4, 1.5]], runs)).toEqual(['1.5', '4'])
    expect(wordsOf(column('method'), runs)).toEqual(['SGD', 'I-alternation'])
    expect(partsOf(column('method'), [[0, 0]], runs)).toEqual(['SGD'])
    expect(intervalsOf(column('method'), ['SGD', 'I-alternation'], runs)).toEqual([[0, 1]])
    expect(partsOf(column('created'), [[1.4, 2.6]], runs)).toEqual(['1', '3'])
  })

  it('computes the groups anew, which keep their places', () => {
    const some = narrowed(comparison, new Set([runs[1].id, runs[2].id]))
    expect(some.groups.map(({ seeds }) => seeds)).toEqual([[2], [1], []])
    expect(some.groups[0].final.testError).toMatchObject({ count: 1, mean: 0.04, deviation: null })
    expect(some.groups[1].settings).toEqual(comparison.groups[1].settings)
    expect(narrowed(comparison, new Set(runs.map(({ id }) => id)))).toEqual(comparison)
  })
})

describe('the charts of columns', () => {
  const scatter: ComparedScatter = {
    x: column('consistency'), y: column('testError'), logarithmic: { x: false, y: false },
    kinds: [{ name: '<i>all</i>', runs }], runs, kept: null, chosen: runs[2].id
  }

  it('have a point for each run with both figures, above zero on a logarithmic axis', () => {
    const ids = (view: ComparedScatter) => drawnRuns(view, runs).map(({ id }) => id)
    expect(ids(scatter)).toEqual([runs[2].id])
    expect(ids({ ...scatter, x: column('method') })).toEqual(runs.slice(0, 3).map(({ id }) => id))
    expect(ids({ ...scatter, y: column('seconds') })).toEqual([runs[2].id, runs[3].id])
    expect(ids({ ...scatter, y: column('seconds'), logarithmic: { x: true, y: false } })).toEqual([runs[2].id])
    expect(runAt(scatter, 0, 0)).toBe(runs[2])
    expect(runAt(scatter, 1, 0)).toBeUndefined()
  })

  it('are read in a sentence', () => {
    expect(scatterReading({ ...scatter, x: column('method') }))
      .toBe('3 runs. Test error from 4.00 % to 8.00 %; Method: SGD, I-alternation.')
    expect(parallelReading([column('testError')], runs, new Set([runs[0].id, runs[1].id])))
      .toBe('2 of 4 runs. Test error from 4.00 % to 5.00 %.')
  })

  it('draw names as text, lines for all runs, and fade those that were left out', () => {
    const surface = { palette: darkPalette, width: 800, height: 300 }
    const points = svgOf(comparedScatter({
      ...scatter, x: column('method'), kinds: [{ name: '<i>all</i>', runs }, { name: 'none', runs: [] }]
    }), surface)
    expect(points).toContain('&lt;i&gt;all')
    expect(points).not.toContain('<i>')
    const axes = ['method', 'consistency', 'testError', 'seconds'].map(column)
    const linesWith = (isKept: (one: ComparedRun) => boolean): string =>
      svgOf(parallelColumns({ axes, runs, chosen: '', isKept }), surface)
    const faintIn = (text: string): number => text.split('stroke-opacity="0.08"').length - 1
    expect(faintIn(linesWith(() => true))).toBe(0)
    expect(faintIn(linesWith(({ id }) => id === runs[0].id))).toBe(3)
    for (const title of ['Method', 'Consistency', 'Test error', 'Time']) expect(linesWith(() => true)).toContain(title)
  })
})
