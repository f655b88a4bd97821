/** The charts of solvers on stored runs: drawn as SVG, told in words, with their figures as tables. */
import { describe, expect, it } from 'vitest'
import { lightPalette } from '../../../../charts/palette'
import { svgOf } from '../../../../charts/svg'
import { alternatingOutcome } from '../../../../main/engine/theory/solvers/alternating-tables'
import { outcomeOf } from '../../../../main/engine/theory/solvers/tables'
import type { TheoryResult } from '../../../../preload/schema/theory/result'
import { theoryCharts } from '../../../../renderer/charts/theory'

const surface = { palette: lightPalette, width: 700, height: 300 }
const resultOf = (experiment: string, outcome: Pick<TheoryResult, 'results' | 'claims'>): TheoryResult => ({
  id: `${experiment}-0123456789ab`, experiment, parameters: {}, seeds: [1, 2], ...outcome, seconds: 1,
  version: '0.1.0', command: 'maskscope theory solvers', ended: '2026-07-14T09:41:00.000Z'
})

const point = (passes: number, loss: number) => ({ passes, seconds: passes / 2, loss })
const look = (passes: number, loss: number) =>
  ({ ...point(passes, loss), reluLoss: 2 * loss, testError: loss / 4, drift: passes / 100 })
const courseOf = (name: string, end: number) => ({
  name, solver: `${name}:1`, points: [point(0, 1), point(1, end)], looks: [look(0, 1), look(1, end)]
})
const reading = (end: number, isWithLayers: boolean) => ({
  snapshot: 1, seed: 1, testExamples: 10, courses: [courseOf('sgd', end), courseOf('layerwise', end / 2)],
  layers: isWithLayers ? [{ layer: 'last', now: 1, alone: end, passes: 3, isSettled: true }] : []
})

describe.each<[string, TheoryResult, number, string]>([
  ['one run', resultOf('solvers', outcomeOf([{ run: 'a', reading: reading(0.5, true) }])), 5, 'sgd:1 0.5'],
  ['several runs', resultOf('solvers', outcomeOf([
    { run: 'a', reading: reading(0.5, false) }, { run: 'b', reading: reading(0.25, false) }
  ])), 4, 'sgd:1 0.375'],
  ['the alternation', resultOf('alternating-solvers', alternatingOutcome([{
    run: 'a',
    reading: {
      snapshot: 1, seed: 1, testExamples: 10,
      courses: [{
        name: 'relu-sgd', method: 'relu-sgd:1', looks: [look(0, 1), look(1, 0.5)].map(({ loss: _, ...own }) => own)
      }]
    }
  }])), 3, 'relu-sgd:1 1']
])('of %s', (_name, result, count, end) => {
  it('are drawn, told in words, and have their figures as a table', () => {
    const charts = theoryCharts(result)
    expect(charts).toHaveLength(count)
    expect(charts[0]!.reading).toContain(end)
    for (const { build, reading: words, table, title } of charts) {
      expect(svgOf(build, surface, {}), title).not.toMatch(/NaN|Infinity|undefined/)
      expect(words, title).toMatch(/^[^]*\.$/)
      expect(words, title).not.toMatch(/NaN|Infinity|undefined|null/)
      expect(table.rows.length, title).toBeGreaterThan(0)
    }
  })
})
