/** How much things overlap, each with each: classes, or channels of a layer. */
import { percent, percentWithUnit } from '../../preload/schema/format'
import { inkOnRamp } from '../../charts/contrast'
import type { ChartBuilder, ChartSurface, HeatmapSeriesOption } from '../../charts/echarts'
import {
  axisLook, chartFont, horizontalName, tooltipText, tooltipLook, type TooltipLine, type Tooltip
} from '../../charts/parts'

export interface OverlapCells {
  /** What there is on both axes: "class", "channel". */
  thing: string
  names: readonly string[]
  /** Fractions of 1, by row and column; null where there is nothing to compare. */
  overlap: readonly (readonly (number | null)[])[]
  /** A thing overlaps with itself wholly; between different examples of a class it is a figure like the others. */
  diagonal: 'itself' | 'figure'
  told: (row: number, column: number) => readonly TooltipLine[]
}

const margins = { left: 52, right: 16, top: 12, bottom: 84 }

export const overlapHeight = (things: number): number =>
  margins.top + margins.bottom + Math.min(480, Math.max(160, things * 27))

/** The scale spans what there is, in whole steps of five per cent, so that small differences stay visible. */
function overlapRange({ overlap, diagonal }: OverlapCells): readonly [number, number] {
  const values = overlap.flatMap((cells, row) =>
    cells.filter((value, column) => value !== null && (diagonal === 'figure' || row !== column)) as number[])
  if (values.length === 0) return [0, 1]
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [1, 0])
  const low = Math.floor(least * 20) / 20
  const high = Math.ceil(most * 20) / 20
  return [low, high > low ? high : low + 0.05]
}

export function overlapMap(cells: OverlapCells): ChartBuilder {
  const [low, high] = overlapRange(cells)
  const things = cells.names.length
  return (surface) => {
    const { palette } = surface
    const look = { ...axisLook(palette), axisLine: { show: false }, splitLine: { show: false } }
    const names = { type: 'category' as const, data: [...cells.names], ...look }
    return {
      textStyle: chartFont,
      grid: margins,
      xAxis: { ...names, ...horizontalName(cells.thing) },
      yAxis: { ...names, inverse: true, name: cells.thing, nameLocation: 'middle', nameGap: 34 },
      visualMap: {
        min: low,
        max: high,
        dimension: 2,
        calculable: false,
        hoverLink: false,
        orient: 'horizontal',
        left: margins.left - 4,
        bottom: 4,
        itemWidth: 10,
        itemHeight: 140,
        inRange: { color: [...palette.ramp] },
        text: [`${percent(high, 0)} % overlap`, `${percent(low, 0)} %`],
        textStyle: { color: palette.inkFaint, ...chartFont }
      },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'item',
        formatter: (item: unknown) => {
          const { dataIndex } = item as { dataIndex: number }
          return tooltipOf(cells, Math.floor(dataIndex / things), dataIndex % things)
        }
      },
      series: [{
        type: 'heatmap',
        data: drawn(cells, [low, high], surface),
        emphasis: { disabled: true },
        label: {
          ...chartFont,
          formatter: (item) => percent(Number((item.value as (number | string)[])[2]), 0)
        }
      }]
    }
  }
}

function drawn(
  cells: OverlapCells, [low, high]: readonly [number, number], { palette, width, height }: ChartSurface
): HeatmapSeriesOption['data'] {
  const things = Math.max(1, cells.names.length)
  const space = (width - margins.left - margins.right) / things
  const readable = space > 24 && (height - margins.top - margins.bottom) / things > 14
  const border = { borderColor: palette.surface, borderWidth: space > 12 ? 1 : 0 }
  return cells.overlap.flatMap((line, row) => line.map((value, column) => {
    const at = [column, row, value ?? '-']
    if (value === null || (cells.diagonal === 'itself' && row === column))
      return { value: at, visualMap: false, itemStyle: { ...border, color: palette.hover }, label: { show: false } }
    const share = (value - low) / (high - low)
    return { value: at, itemStyle: border, label: { show: readable, color: inkOnRamp(palette.ramp, share) } }
  }))
}

function tooltipOf(cells: OverlapCells, row: number, column: number): Tooltip {
  const [one, other] = [cells.names[row] ?? '', cells.names[column] ?? '']
  const value = cells.overlap[row]?.[column] ?? null
  const title = one === other ? `${cells.thing} ${one}` : `${cells.thing} ${one} and ${cells.thing} ${other}`
  const overlap = { label: 'Overlap', value: percentWithUnit(value) }
  const isItself = cells.diagonal === 'itself' && row === column
  return tooltipText(title, [...(isItself ? [] : [overlap]), ...cells.told(row, column)])
}
