/** A row for each layer with one bar or more, from left to right, and their figures where they are asked for. */
import { percent } from '../../preload/schema/format'
import type { Palette } from '../../charts/palette'
import type { BarSeriesOption, ChartBuilder } from '../../charts/echarts'
import { layerAxis, layerMapMargins } from './layerMap'
import {
  axisLook, chartFont, hatching, horizontalName, legendLook, tooltipLook, type Tooltip
} from '../../charts/parts'

export interface LayerBar {
  readonly name: string
  readonly color: (palette: Palette) => string
  /** Of every layer, as fractions of 1. */
  readonly shares: readonly number[]
}

export interface LayerBars {
  readonly layers: readonly string[]
  readonly bars: readonly LayerBar[]
  readonly axis: string
  /** Digits of the figure at the end of each bar; null for none. */
  readonly digits: number | null
  readonly told: (row: number, palette: Palette) => Tooltip
}

const margins = { ...layerMapMargins, bottom: 40 } as const
const roomForFigures = 64

const marginsOf = ({ bars, digits }: LayerBars) => ({
  ...margins, right: digits === null ? 24 : roomForFigures, top: bars.length > 1 ? 28 : margins.top
})

export function layerBarsHeight(layers: number, bars: number): number {
  return (bars > 1 ? 28 : margins.top) + margins.bottom + Math.max(layers, 2) * (layers > 12 ? 22 : 30)
}

function seriesOf(palette: Palette, { bars, digits }: LayerBars): BarSeriesOption[] {
  return bars.map(({ name, color, shares }, index) => ({
    type: 'bar',
    name,
    color: color(palette),
    // Hatched, so that it is told from the other without colour too.
    itemStyle: index === 1 ? { decal: hatching(palette) } : {},
    data: shares.map((share) => share * 100),
    barMaxWidth: bars.length > 1 ? 9 : 16,
    barGap: '20%',
    emphasis: { disabled: true },
    label: {
      show: digits !== null,
      position: 'right',
      color: palette.inkSoft,
      ...chartFont,
      formatter: ({ value }) => `${percent(Number(value) / 100, digits ?? 0)} %`
    }
  }))
}

export function layerBars(figures: LayerBars): ChartBuilder {
  return ({ palette }) => {
    const look = axisLook(palette)
    return {
      textStyle: chartFont,
      grid: marginsOf(figures),
      ...(figures.bars.length > 1 ? { legend: legendLook(palette, figures.bars.map(({ name }) => name)) } : {}),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.phaseWarmUp } },
        formatter: (items: unknown) => figures.told((items as { dataIndex: number }[])[0]?.dataIndex ?? 0, palette)
      },
      xAxis: {
        type: 'value',
        min: 0,
        splitNumber: 5,
        ...look,
        axisLabel: { ...look.axisLabel, formatter: (value: number) => `${Number(value.toPrecision(3))} %` },
        ...horizontalName(figures.axis)
      },
      yAxis: layerAxis(palette, figures.layers),
      series: seriesOf(palette, figures)
    }
  }
}
