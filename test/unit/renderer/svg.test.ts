import { describe, expect, it } from 'vitest'
import { betaSweepChart } from '../../../renderer/charts/betaSweep'
import { layerChurnChart, overallChurnChart } from '../../../charts/churn'
import { coactivationChart, coactivationHistogram } from '../../../renderer/charts/coactivation'
import { confusionChart } from '../../../renderer/charts/confusion'
import { constantUnitsChart } from '../../../renderer/charts/constantUnits'
import { driftChart, errorChart, lossChart, type CurveFigures } from '../../../charts/curves'
import type { ChartBuilder } from '../../../charts/echarts'
import { examplePlane } from '../../../renderer/charts/examplePlane'
import { evaluationChart } from '../../../renderer/charts/evaluations'
import { overlapMap } from '../../../renderer/charts/overlapMap'
import { sensitivityChart } from '../../../renderer/charts/sensitivity'
import { constantUnitsBars, sparsityBars } from '../../../renderer/charts/snapshotBars'
import { sparsityMap } from '../../../charts/sparsity-map'
import { stageSparsityChart } from '../../../renderer/charts/stageSparsity'
import { stageColumns } from '../../../renderer/figures/pruning'
import { sweepOf } from '../../../renderer/figures/rules'
import { svgOf } from '../../../charts/svg'
import { headedChart } from '../../../renderer/charts/headedChart'
import { darkPalette } from '../../../charts/palette'
import {
  alternation,
  coactivation,
  confusion,
  epoch,
  evaluation,
  layer,
  point,
  pruning,
  ruleEvaluation,
  sweep
} from './records'

const attribute = String.raw`\s+[\w:-]+="[^"<]*"`
const tag = new RegExp(String.raw`<(?:[\w:-]+(?:${attribute})*\s*/?|/[\w:-]+)\s*>`, 'g')

const hostile = '<b>"layer" & \'co\'</b>'
const alternations = [1, 2, 3].map((index) => alternation(index, { layers: [layer(hostile), layer('support2')] }))
const figures: CurveFigures = {
  curve: [point(10), point(20)],
  zoomed: null,
  testCurve: [{ iteration: 15, epoch: 0.5, loss: 0.7, error: 0.2 }],
  epochs: [epoch(1, { phase: 'warm-up' }), epoch(2, { drift: 0.02 })],
  snapshots: alternations,
  spans: [
    { phase: 'warm-up', from: 0, to: 1 },
    { phase: 'masked', from: 1, to: 2 }
  ],
  extent: 2,
  logarithmic: false
}
const stages = stageColumns({
  epochs: [epoch(1, { phase: 'dense' }), epoch(3, { phase: 'dense-again' })],
  prunings: [pruning(1), pruning(2)]
})
const coactivated = [hostile, 'conv2'].map((name) => ({ name, weights: 100, coactivation: coactivation() }))
const scan = [hostile, 'conv2'].map((name) => ({
  layer: name,
  points: [0.1, 0.9].map((degree) => ({ at: 'dense', layer: name, degree, error: degree / 2, loss: 1 }))
}))
const points = [1, 2, 3].map((example) => (
  { example, label: example, flips: example === 3 ? null : 7, x: example, y: 2 }
))
const view = { points, singledOut: ({ example }: { example: number }) => example === 1, chosen: 2 }
const charts: readonly (readonly [string, ChartBuilder])[] = [
  ['loss', lossChart(figures)],
  ['error, logarithmic', errorChart({ ...figures, logarithmic: true })],
  ['drift', driftChart(figures)],
  ['sparsity', sparsityMap(alternations, 2)],
  ['sparsity of one snapshot', sparsityBars(alternations[0]!)],
  ['dead and always-on units', constantUnitsChart(alternations)],
  ['dead and always-on units of one snapshot', constantUnitsBars(alternations[0]!)],
  ['churn', overallChurnChart(alternations, 2)],
  ['churn by layer', layerChurnChart(alternations, 2)],
  ['evaluation', evaluationChart([evaluation('alternation-1'), evaluation('final')]).build],
  ['evaluation of one checkpoint', evaluationChart([evaluation('final')]).build],
  ['sweep of β', betaSweepChart(sweepOf(sweep()), ruleEvaluation({ rule: 'relu' }))],
  ['confusion', confusionChart(confusion(), 0.2)],
  ['weight sparsity', stageSparsityChart(stages, [hostile, 'conv2'], 1)],
  ['co-activation', coactivationChart(coactivated)],
  ['spread of co-activation', coactivationHistogram(coactivated)],
  ['sensitivity', sensitivityChart(scan, 0.05)],
  ['plane by class', examplePlane({ ...view, colour: 'class' })],
  ['plane by flips', examplePlane({ ...view, colour: 'flips' })],
  ['overlap', overlapMap({
    names: [hostile, '2'], overlap: [[1, null], [null, 0.4]], thing: 'class', diagonal: 'figure', told: () => []
  })]
]

const surface = { palette: darkPalette, width: 900, height: 400 }

describe('the SVG of a chart', () => {
  it.each(charts)('is well formed, whatever layers and the run are called: %s', (title, build) => {
    const text = headedChart(build, surface, { title, of: [`${hostile}\u0007`, 'alternation 3'] }, {})
    expect(text).toMatch(/^<svg [^>]*width="900" height="448"/)
    expect(text.match(/<svg /g)).toHaveLength(1)
    expect(text.match(/<\/svg>/g)).toHaveLength(1)
    expect(text.replace(tag, '')).not.toMatch(/[<>\u0007]/)
    expect(text).toContain(`>${title}</text>`)
    expect(text).toContain('&lt;b&gt;&quot;layer&quot; &amp; ')
    expect(text).toContain(', alternation 3</text>')
  })

  it('cuts a heading that is wider than the picture', () => {
    const narrow = { ...surface, width: 300 }
    const text = headedChart(lossChart(figures), narrow, { title: 'Loss', of: ['é'.repeat(99)] }, {})
    const [, line = ''] = />(é+…)</.exec(text) ?? []
    expect([...line].length).toBeLessThan(50)
    expect(text).toContain('>Loss</text>')
  })

  it('is as on the screen: without a series that was switched off in the legend', () => {
    const linesOf = (shown: Record<string, boolean>): number =>
      headedChart(lossChart(figures), surface, { title: 'Loss', of: [] }, shown)
        .split(`stroke="${darkPalette.training}"`).length
    expect(linesOf({ 'train, epoch mean': false })).toBeLessThan(linesOf({}))
  })
})

describe('the names of phases', () => {
  const placesOf = (build: ChartBuilder, width: number): (readonly [string, number])[] => {
    const text = svgOf(build, { ...surface, width, height: 240 })
    return [...text.matchAll(/<text [^>]*transform="translate\([\d.]+ ([\d.]+)\)"[^>]*>([^<]+)<\/text>/g)].map(
      ([, top, words]) => [words ?? '', Number(top)] as const
    )
  }
  const plotTop = (build: ChartBuilder): number => {
    const { grid } = build({ ...surface, height: 240 })
    return Number((grid as { top: number }).top)
  }

  it.each([['loss', lossChart], ['drift', driftChart]] as const)('stand above the plot: %s', (_, chart) => {
    const build = chart(figures)
    const names = placesOf(build, 900).filter(([words]) => words === 'warm-up' || words === 'masked')
    expect(names.map(([words]) => words)).toEqual(['warm-up', 'masked'])
    for (const [, middle] of names) {
      // Of the font's 11 pixels half lie below the middle of a line.
      expect(middle + 5.5).toBeLessThanOrEqual(plotTop(build))
      expect(middle - 5.5).toBeGreaterThanOrEqual(0)
    }
  })

  it('are left out where there is no room, and take none where there is no phase', () => {
    expect(placesOf(lossChart(figures), 160).filter(([words]) => words === 'warm-up')).toEqual([])
    const plain = lossChart({ ...figures, spans: [{ phase: 'sgd', from: 0, to: 2 }] })
    expect(plotTop(plain)).toBeLessThan(plotTop(lossChart(figures)))
    expect(placesOf(plain, 900).filter(([words]) => words.toLowerCase() === 'sgd')).toEqual([])
  })
})

describe('the bars of one snapshot', () => {
  it('have each layer’s figure at their ends', () => {
    const only = alternation(1, {
      layers: [layer('a', { sparsity: 0.6125, dead: 25 }), layer('b', { sparsity: 0, alwaysOn: 100 })]
    })
    const told = (build: ChartBuilder): string[] =>
      [...svgOf(build, { ...surface, width: 600, height: 240 }).matchAll(/>([\d.]+ %)</g)]
        .map(([, words]) => words ?? '')
    expect(told(sparsityBars(only))).toEqual(expect.arrayContaining(['61.25 %', '0.00 %']))
    expect(told(constantUnitsBars(only))).toEqual(expect.arrayContaining(['25.0 %', '3.0 %', '1.0 %', '100.0 %']))
  })
})
