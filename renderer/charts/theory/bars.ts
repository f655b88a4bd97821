/** Bars over words or over intervals of numbers: side by side, or on top of each other. */
import { percentWithUnit } from '../../../preload/schema/format'
import type { Palette } from '../../../charts/palette'
import type { ChartBuilder } from '../../../charts/echarts'
import {
  axisLook, chartFont, hatching, horizontalName, legendLook, tooltipLook, tooltipText, type Tooltip
} from '../../../charts/parts'
import { short } from './lines'

export interface BarGroup {
  readonly name: string
  readonly color: (palette: Palette) => string
  readonly values: readonly (number | null)[]
}

export interface Bars {
  readonly categories: readonly string[]
  readonly bars: readonly BarGroup[]
  /** What the values are. */
  readonly axis: string
  /** What the categories are. */
  readonly across?: string
  /** Of the values. */
  readonly scale: 'linear' | 'log' | 'share'
  readonly stacked?: boolean
  /** Words of the categories above each other, so that long ones fit. */
  readonly lying?: boolean
}

const write = ({ scale }: Bars, value: number): string => (scale === 'share' ? percentWithUnit(value, 1) : short(value))

function told(chart: Bars, row: number, palette: Palette): Tooltip {
  return tooltipText(chart.categories[row] ?? '', chart.bars.flatMap(({ name, color, values }) => {
    const value = values[row] ?? null
    return value === null ? [] : [{ color: color(palette), label: name, value: write(chart, value) }]
  }))
}

function valueAxis(palette: Palette, { scale, axis, lying = false }: Bars) {
  const look = axisLook(palette)
  return {
    ...look,
    ...(scale === 'log' ? { type: 'log' as const, logBase: 10 } : { type: 'value' as const, min: 0 }),
    ...(scale === 'share' ? { max: 1 } : {}),
    axisLabel: {
      ...look.axisLabel,
      formatter: (value: number) => (scale === 'share' ? `${Math.round(value * 100)} %` : short(value))
    },
    ...horizontalName(axis), nameGap: lying ? 26 : 44
  }
}

export function barsChart(chart: Bars): ChartBuilder {
  const { categories, bars, across = '', stacked = false, lying = false } = chart
  return ({ palette }) => {
    const look = axisLook(palette)
    const words = {
      type: 'category' as const, data: [...categories], ...look, splitLine: { show: false },
      axisLabel: { ...look.axisLabel, ...(lying ? { interval: 0, color: palette.inkSoft } : {}) }
    }
    return {
      textStyle: chartFont,
      grid: { left: lying ? 92 : 60, right: 24, top: bars.length > 1 ? 30 : 14, bottom: 44 },
      ...(bars.length > 1 ? { legend: legendLook(palette, bars.map(({ name }) => name)) } : {}),
      tooltip: {
        ...tooltipLook(palette), trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.phaseWarmUp } },
        formatter: (items: unknown) => told(chart, (items as { dataIndex: number }[])[0]?.dataIndex ?? 0, palette)
      },
      ...(lying
        ? { xAxis: valueAxis(palette, chart), yAxis: { ...words, inverse: true } }
        : { xAxis: { ...words, ...horizontalName(across) }, yAxis: valueAxis(palette, chart) }),
      series: bars.map(({ name, color, values }, index) => ({
        type: 'bar' as const, name, color: color(palette), data: values.map((value) => value ?? '-'),
        itemStyle: index === 1 ? { decal: hatching(palette) } : {}, barMaxWidth: 22, barGap: '15%',
        ...(stacked ? { stack: 'all', barCategoryGap: '8%' } : {}), emphasis: { disabled: true }
      }))
    }
  }
}
