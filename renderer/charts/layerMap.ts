/** A map of shares with a row per layer: how many rows fit, and what every such map has in common. */
import { inkOnRamp } from '../../charts/contrast'
import type { Palette } from '../../charts/palette'
import type { ChartOption, ChartSurface, HeatmapSeriesOption } from '../../charts/echarts'
import { axisLook, chartFont } from '../../charts/parts'

export const layerMapMargins = { left: 108, right: 16, top: 8, bottom: 84 } as const

export function layerMapHeight(layers: number): number {
  return layerMapMargins.top + layerMapMargins.bottom + Math.max(layers, 2) * (layers > 12 ? 20 : 30)
}

export function layerAxis(palette: Palette, layers: readonly string[]) {
  const look = axisLook(palette)
  return {
    type: 'category' as const,
    data: [...layers],
    inverse: true,
    ...look,
    axisLine: { show: false },
    splitLine: { show: false },
    axisLabel: { ...look.axisLabel, color: palette.inkSoft, width: 96, overflow: 'truncate' as const, interval: 0 }
  }
}

/** @param most where the scale ends, as a fraction of 1 */
export function shareScale(palette: Palette, most: number, label: string): ChartOption['visualMap'] {
  return {
    min: 0,
    max: most * 100,
    calculable: false,
    hoverLink: false,
    orient: 'horizontal',
    left: layerMapMargins.left - 4,
    bottom: 4,
    itemWidth: 10,
    itemHeight: 140,
    inRange: { color: [...palette.ramp] },
    text: [`${Number((most * 100).toPrecision(3))} % ${label}`, '0'],
    textStyle: { color: palette.inkFaint, ...chartFont }
  }
}

/** Cells column by column, each with its share in per cent where it has room. */
export function shareCells(
  columns: readonly (readonly number[])[],
  most: number,
  { palette, width }: ChartSurface
): HeatmapSeriesOption['data'] {
  const step = (width - layerMapMargins.left - layerMapMargins.right) / Math.max(1, columns.length)
  return columns.flatMap((shares, column) =>
    shares.map((share, row) => ({
      value: [column, row, share * 100],
      label: { show: step > 38, color: inkOnRamp(palette.ramp, share / most) },
      itemStyle: { borderColor: palette.surface, borderWidth: step > 12 ? 1 : 0 }
    }))
  )
}
