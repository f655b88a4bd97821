import { describe, expect, it } from 'vitest'
import { layerChurnChart, overallChurnChart } from '../../../renderer/charts/churn'
import { constantUnitsChart } from '../../../renderer/charts/constantUnits'
import { driftChart, errorChart, lossChart, type CurveFigures } from '../../../renderer/charts/curves'
import type { ChartBuilder } from '../../../renderer/charts/echarts'
import { evaluationChart } from '../../../renderer/charts/evaluations'
import { sparsityMap } from '../../../renderer/charts/sparsityMap'
import { svgOf } from '../../../renderer/charts/svg'
import { darkPalette } from '../../../renderer/style/palette'
import { alternation, epoch, evaluation, layer, point } from './records'

const attribute = String.raw`\s+[\w:-]+="[^"<]*"`
const tag = new RegExp(String.raw`<(?:[\w:-]+(?:${attribute})*\s*/?|/[\w:-]+)\s*>`, 'g')

const hostile = '<b>"layer" & \'co\'</b>'
const alternations = [1, 2, 3].map((index) => alternation(index, { layers: [layer(hostile), layer('support2')] }))
const figures: CurveFigures = {
  curve: [point(10), point(20)], epochs: [epoch(1, { phase: 'warm-up' }), epoch(2, { drift: 0.02 })], alternations,
  spans: [{ phase: 'warm-up', from: 0, to: 1 }, { phase: 'masked', from: 1, to: 2 }], extent: 2, logarithmic: false
}
const charts: readonly (readonly [string, ChartBuilder])[] = [
  ['loss', lossChart(figures)], ['error, logarithmic', errorChart({ ...figures, logarithmic: true })], ['drift', driftChart(figures)],
  ['sparsity', sparsityMap(alternations, 2)], ['dead and always-on units', constantUnitsChart(alternations)],
  ['churn', overallChurnChart(alternations, 2)], ['churn by layer', layerChurnChart(alternations, 2)],
  ['evaluation', evaluationChart([evaluation('alternation-1'), evaluation('final')])]
]

describe('the SVG of a chart', () => {
  it.each(charts)('is well formed, whatever layers are called: %s', (_, build) => {
    const text = svgOf(build, { palette: darkPalette, width: 900, height: 400 })
    expect(text).toMatch(/^<svg /)
    expect(text.replace(tag, '')).not.toMatch(/[<>]/)
  })
})
