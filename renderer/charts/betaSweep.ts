/** Test error over β, and below it the sparsity that comes of it: affine and linear form, threshold and energy rule. */
import type { RuleEvaluation } from '../../preload/contract'
import { percentWithUnit, plain } from '../../preload/schema/format'
import type { SweepSeries } from '../figures/rules'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder, LineSeriesOption } from '../../charts/echarts'
import {
  axisLook, chartFont, legendLook, percentAxis, referenceLine, tooltipText, tooltipLook, type Tooltip
} from '../../charts/parts'

const names = { threshold: 'q > β', energy: 'x² > β' } as const
const titleOf = ({ rule, form }: SweepSeries): string => `${names[rule]}, ${form}`
const colourOf = (palette: Palette, { form }: SweepSeries): string => (form === 'affine' ? palette.relu : palette.maskt)

/** Every β of the sweep in order: β is a category, so that zero has its place beside powers. */
function betasOf(sweep: readonly SweepSeries[]): number[] {
  const betas = new Set(sweep.flatMap(({ points }) => points.map(({ beta }) => beta)))
  return [...betas].sort((one, other) => one - other)
}

function lineOf(
  palette: Palette,
  series: SweepSeries,
  betas: readonly number[],
  figure: 'error' | 'sparsity'
): LineSeriesOption {
  const color = colourOf(palette, series)
  const byBeta = new Map(series.points.map(({ beta, evaluation }) => [beta, evaluation[figure] * 100]))
  const grid = figure === 'error' ? 0 : 1
  return {
    type: 'line',
    name: titleOf(series),
    color,
    xAxisIndex: grid,
    yAxisIndex: grid,
    connectNulls: true,
    emphasis: { disabled: true },
    data: betas.map((beta) => byBeta.get(beta) ?? null),
    showSymbol: betas.length <= 40,
    symbol: series.rule === 'threshold' ? 'circle' : 'emptyCircle',
    symbolSize: 5,
    // With small biases both forms coincide: the wider line shows on both sides of the one drawn over it.
    lineStyle: {
      color,
      width: series.form === 'affine' ? 4 : 1.5,
      type: series.rule === 'threshold' ? 'solid' : [5, 4]
    }
  }
}

function namedPercentAxis(palette: Palette, name: string) {
  return {
    ...percentAxis(palette),
    splitNumber: 3,
    name,
    nameLocation: 'end' as const,
    nameGap: 8,
    nameTextStyle: { ...axisLook(palette).nameTextStyle, align: 'left' as const, padding: [0, 0, 0, -40] }
  }
}
function axesOf(palette: Palette, sweep: readonly SweepSeries[], betas: readonly number[]) {
  const category = {
    type: 'category' as const,
    boundaryGap: true,
    data: betas.map(plain),
    ...axisLook(palette),
    splitLine: { show: false }
  }
  const highest = Math.max(...sweep.flatMap(({ points }) => points.map(({ evaluation }) => evaluation.error)))
  // Chosen by itself the axis of a network that only guesses ends at 120 %.
  const whole = { max: 100, interval: 25 }
  return {
    xAxis: [
      { ...category, gridIndex: 0, axisLabel: { show: false } },
      { ...category, gridIndex: 1, name: 'β', nameLocation: 'middle' as const, nameGap: 26 }
    ],
    yAxis: [
      { ...namedPercentAxis(palette, 'test error'), gridIndex: 0, ...(highest > 0.6 ? whole : {}) },
      { ...namedPercentAxis(palette, 'sparsity'), gridIndex: 1, max: 100, interval: 50 }
    ]
  }
}

export function betaSweepChart(sweep: readonly SweepSeries[], relu: RuleEvaluation | null): ChartBuilder {
  const betas = betasOf(sweep)
  return ({ palette, height }) => {
    const reference = relu && { markLine: referenceLine(palette, 'ReLU', relu.error) }
    const upper = Math.round((height - 118) * 0.6)
    return {
      textStyle: chartFont,
      grid: [
        { left: 52, right: 20, top: 44, height: upper },
        { left: 52, right: 20, top: 44 + upper + 34, bottom: 40 }
      ],
      // Without an icon a legend draws the line itself, dashed as it is.
      legend: { ...legendLook(palette, sweep.map(titleOf)), icon: undefined, itemWidth: 26 },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) =>
          tooltip(palette, sweep, betas[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0])
      },
      ...axesOf(palette, sweep, betas),
      series: [
        ...sweep.map((series, index) => ({
          ...lineOf(palette, series, betas, 'error'),
          ...(index === 0 ? reference : null)
        })),
        ...sweep.map((series) => lineOf(palette, series, betas, 'sparsity'))
      ]
    }
  }
}

function tooltip(palette: Palette, sweep: readonly SweepSeries[], beta: number | undefined): Tooltip {
  const lines = sweep.flatMap((series) => {
    const evaluation = series.points.find((point) => point.beta === beta)?.evaluation
    return evaluation === undefined
      ? []
      : [
          {
            color: colourOf(palette, series),
            label: titleOf(series),
            value: `${percentWithUnit(evaluation.error)}, sparsity ${percentWithUnit(evaluation.sparsity, 1)}`
          }
        ]
  })
  return tooltipText(`β ${beta === undefined ? '' : plain(beta)}`, lines)
}
