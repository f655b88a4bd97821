/**
 * Test error against the degree to which one layer alone is pruned, a line for each layer; the dense network's error as
 * reference.
 */
import { percentWithUnit } from '../../preload/schema/format'
import type { SensitivityCurve } from '../figures/pruning'
import type { Palette } from '../style/palette'
import type { ChartBuilder, LineSeriesOption } from './echarts'
import { axisLook, chartFont, horizontalName, legendLook, tooltipElement, tooltipLook } from './parts'

/** Eight colours; the layers after them have the same ones, dashed and then dotted. */
const dashes = ['solid', [6, 4], [2, 3]] as const
const coloursOf = ({ test, drift, relu, maskt, good, alwaysOn, bad, dead }: Palette): readonly string[] => [
  test,
  drift,
  maskt,
  relu,
  alwaysOn,
  good,
  bad,
  dead
]

export function sensitivityChart(curves: readonly SensitivityCurve[], dense: number | null): ChartBuilder {
  return ({ palette }) => {
    const look = axisLook(palette)
    const colours = coloursOf(palette)
    const colourOf = (index: number): string => colours[index % colours.length] ?? palette.ink
    const lines = curves.map(({ layer, points }, index): LineSeriesOption => ({
      type: 'line',
      name: layer,
      color: colourOf(index),
      data: points.map(({ degree, error }) => [degree * 100, error * 100]),
      showSymbol: curves.length <= 12,
      symbol: 'circle',
      symbolSize: 5,
      lineStyle: {
        color: colourOf(index),
        width: 1.75,
        type: dashes[Math.floor(index / colours.length) % dashes.length] as 'solid'
      },
      emphasis: { disabled: true }
    }))
    const reference: LineSeriesOption['markLine'] =
      dense === null
        ? undefined
        : {
            silent: true,
            symbol: 'none',
            animation: false,
            data: [{ yAxis: dense * 100 }],
            lineStyle: { color: palette.inkSoft, width: 1, type: [2, 3] },
            label: {
              formatter: `dense ${percentWithUnit(dense)}`,
              position: 'insideStartTop',
              color: palette.inkSoft,
              ...chartFont
            }
          }
    return {
      textStyle: chartFont,
      grid: { left: 52, right: 20, top: 36, bottom: 44 },
      // Without an icon a legend draws the line itself, dashed as it is.
      legend: {
        ...legendLook(
          palette,
          curves.map(({ layer }) => layer)
        ),
        type: 'scroll',
        left: 48,
        top: 2,
        icon: undefined,
        itemWidth: 18,
        itemHeight: 12,
        itemGap: 12,
        pageIconColor: palette.inkSoft,
        pageTextStyle: { color: palette.inkFaint, ...chartFont }
      },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => {
          const [first] = items as { value: [number, number] }[]
          const degree = first?.value[0] ?? 0
          return tooltipElement(
            `One layer pruned to ${Number(degree.toPrecision(3))} %`,
            curves.flatMap(({ layer, points }, index) => {
              const point = points.find((candidate) => Math.abs(candidate.degree * 100 - degree) < 1e-6)
              return point === undefined
                ? []
                : [{ color: colourOf(index), label: layer, value: percentWithUnit(point.error) }]
            })
          )
        }
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: 100,
        interval: 10,
        ...look,
        splitLine: { show: false },
        axisLabel: { ...look.axisLabel, formatter: (value: number) => `${value} %` },
        ...horizontalName('degree of the one layer')
      },
      yAxis: {
        type: 'value',
        min: 0,
        splitNumber: 4,
        ...look,
        axisLine: { show: false },
        axisLabel: { ...look.axisLabel, formatter: (value: number) => `${value} %` }
      },
      series: lines.map((line, index) => (index === 0 && reference ? { ...line, markLine: reference } : line))
    }
  }
}
