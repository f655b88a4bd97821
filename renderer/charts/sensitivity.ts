/**
 * Test error against the sparsity to which one layer alone is pruned, a line for each layer; the dense network's error
 * as reference.
 */
import { percentWithUnit } from '../../preload/schema/format'
import type { SensitivityCurve } from '../figures/pruning'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder, LineSeriesOption } from '../../charts/echarts'
import {
  axisLook, chartFont, horizontalName, legendLook, percentAxis, referenceLine, tooltipText, tooltipLook, type Tooltip
} from '../../charts/parts'

/** Eight colours; the layers after them have the same ones, dashed and then dotted. */
const dashes = ['solid', [6, 4], [2, 3]] as const
const coloursOf = ({ test, drift, relu, maskt, good, alwaysOn, bad, dead }: Palette): readonly string[] =>
  [test, drift, maskt, relu, alwaysOn, good, bad, dead]

function colourOf(palette: Palette, index: number): string {
  const colours = coloursOf(palette)
  return colours[index % colours.length] ?? palette.ink
}

function linesOf(palette: Palette, curves: readonly SensitivityCurve[]): LineSeriesOption[] {
  const colours = coloursOf(palette).length
  return curves.map(({ layer, points }, index) => ({
    type: 'line',
    name: layer,
    color: colourOf(palette, index),
    data: points.map(({ degree, error }) => [degree * 100, error * 100]),
    showSymbol: curves.length <= 12,
    symbol: 'circle',
    symbolSize: 5,
    lineStyle: {
      color: colourOf(palette, index),
      width: 1.75,
      type: dashes[Math.floor(index / colours) % dashes.length] as 'solid'
    },
    emphasis: { disabled: true }
  }))
}

function legendOf(palette: Palette, curves: readonly SensitivityCurve[]) {
  return {
    ...legendLook(palette, curves.map(({ layer }) => layer)),
    type: 'scroll' as const,
    left: 48,
    top: 2,
    // Without an icon a legend draws the line itself, dashed as it is.
    icon: undefined,
    itemWidth: 18,
    itemHeight: 12,
    itemGap: 12,
    pageIconColor: palette.inkSoft,
    pageTextStyle: { color: palette.inkFaint, ...chartFont }
  }
}

function tooltip(palette: Palette, curves: readonly SensitivityCurve[], degree: number): Tooltip {
  const lines = curves.flatMap(({ layer, points }, index) => {
    const point = points.find((candidate) => Math.abs(candidate.degree * 100 - degree) < 1e-6)
    return point === undefined
      ? []
      : [{ color: colourOf(palette, index), label: layer, value: percentWithUnit(point.error) }]
  })
  return tooltipText(`One layer pruned to ${Number(degree.toPrecision(3))} %`, lines)
}

export function sensitivityChart(curves: readonly SensitivityCurve[], dense: number | null): ChartBuilder {
  return ({ palette }) => {
    const look = axisLook(palette)
    const reference = dense === null ? null : { markLine: referenceLine(palette, 'dense', dense) }
    return {
      textStyle: chartFont,
      grid: { left: 52, right: 20, top: 36, bottom: 44 },
      legend: legendOf(palette, curves),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) =>
          tooltip(palette, curves, (items as { value: [number, number] }[])[0]?.value[0] ?? 0)
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: 100,
        interval: 10,
        ...look,
        splitLine: { show: false },
        axisLabel: { ...look.axisLabel, formatter: (value: number) => `${value} %` },
        ...horizontalName('sparsity of the one layer')
      },
      yAxis: percentAxis(palette),
      series: linesOf(palette, curves).map((line, index) => (index === 0 ? { ...line, ...reference } : line))
    }
  }
}
