/** The last two layers on their way to the best for given masks: what it does to the network, and what is proved. */
import { loss, percentWithUnit, plural } from '../../preload/schema/format'
import { gapOf, type Reached, type SolverStep } from '../../preload/schema/last-layers'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder, LineSeriesOption } from '../../charts/echarts'
import {
  axisLook, chartFont, horizontalName, legendLook, percentAxis, tooltipText, tooltipLook, type Tooltip
} from '../../charts/parts'

interface Line { name: string; color: (palette: Palette) => string; values: readonly number[]; dashed?: boolean }

/** Over steps that do not lie evenly, as categories: the first few are what matters, and the last is far away. */
function lines(
  steps: readonly number[], drawn: readonly Line[], yAxis: (palette: Palette) => object,
  told: (at: number, palette: Palette) => Tooltip
): ChartBuilder {
  return ({ palette }) => ({
    textStyle: chartFont,
    grid: { left: 56, right: 20, top: 32, bottom: 44 },
    legend: legendLook(palette, drawn.map(({ name }) => name)),
    tooltip: {
      ...tooltipLook(palette),
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
      formatter: (items: unknown) => told((items as { dataIndex: number }[])[0]?.dataIndex ?? 0, palette)
    },
    xAxis: {
      type: 'category', data: steps.map(String), boundaryGap: false,
      ...axisLook(palette), splitLine: { show: false }, ...horizontalName('steps of L-BFGS')
    },
    yAxis: yAxis(palette),
    series: drawn.map(({ name, color, values, dashed = false }): LineSeriesOption => ({
      type: 'line', name, color: color(palette), data: [...values], symbol: 'circle', symbolSize: 6,
      lineStyle: { color: color(palette), width: 2, type: dashed ? 'dashed' : 'solid' }, emphasis: { disabled: true }
    }))
  })
}

const ofRelu = ({ relu }: Palette): string => relu
const ofGates = ({ maskt }: Palette): string => maskt
const ofDrift = ({ drift }: Palette): string => drift

export function lastLayersStepsChart(steps: readonly SolverStep[]): ChartBuilder {
  return lines(
    steps.map((one) => one.steps),
    [
      { name: 'ReLU test error', color: ofRelu, values: steps.map(({ reluError }) => reluError * 100) },
      { name: 'test error, old gates', color: ofGates, values: steps.map(({ gatedError }) => gatedError * 100),
        dashed: true },
      { name: 'drift of the support', color: ofDrift, values: steps.map(({ drift }) => drift * 100) }
    ],
    percentAxis,
    (at, palette) => {
      const step = steps[at]
      if (step === undefined) return ''
      return tooltipText(plural(step.steps, 'step'), [
        { color: palette.relu, label: 'Test error as a ReLU network', value: percentWithUnit(step.reluError) },
        { color: palette.maskt, label: 'Test error with the old gates', value: percentWithUnit(step.gatedError) },
        { color: palette.drift, label: 'Bits of the support flipped', value: percentWithUnit(step.drift) },
        { label: 'Objective', value: loss(step.objective) }
      ])
    }
  )
}

/** A bound of zero or below, which an early one can be, has no place on a logarithmic axis. */
const shown = (value: number): number => (value > 0 ? value : NaN)

export function lastLayersProofChart(reached: readonly Reached[]): ChartBuilder {
  return lines(
    reached.map(({ iterations }) => iterations),
    [
      { name: 'objective', color: ({ training }) => training, values: reached.map(({ objective }) => objective) },
      { name: 'bound', color: ({ test }) => test, values: reached.map(({ bound }) => shown(bound)), dashed: true }
    ],
    (palette) => {
      const look = axisLook(palette)
      return { type: 'log', ...look, axisLabel: { ...look.axisLabel, formatter: loss } }
    },
    (at, palette) => {
      const one = reached[at]
      if (one === undefined) return ''
      return tooltipText(plural(one.iterations, 'step'), [
        { color: palette.training, label: 'Objective', value: loss(one.objective) },
        { color: palette.test, label: 'No weights are below', value: loss(one.bound) },
        { label: 'Left to prove', value: percentWithUnit(gapOf(one)) },
        { label: 'Mean rank of a channel', value: one.rank.toFixed(2) }
      ])
    }
  )
}
