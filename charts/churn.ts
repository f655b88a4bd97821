/** Churn: over all layers as curves, and per layer as small stacked bars with one common scale. */
import type { SnapshotRecord, LayerStatistics } from '../preload/contract'
import { percentWithUnit } from '../preload/schema/format'
import type { Palette } from './palette'
import type { BarSeriesOption, ChartBuilder, ChartOption, ChartSurface, LineSeriesOption } from './echarts'
import {
  axisLook, chartFont, hatching, legendLook, percentAxis, snapshotAxis, snapshotCategories, snapshotWords,
  tooltipText, tooltipLook, type Tooltip
} from './parts'

export const directions = { onToOff: 'on→off', offToOn: 'off→on' } as const
type Direction = keyof typeof directions

interface Flips {
  readonly churn: number | null
  readonly onToOff: number | null
  readonly offToOn: number | null
}

const asPercent = (fraction: number | null): number | null => (fraction === null ? null : fraction * 100)
const directionColor = (palette: Palette, direction: Direction): string => palette[direction]

function flipsTooltip(palette: Palette, title: string, flips: Flips): Tooltip {
  if (flips.churn === null) return tooltipText(title, [], 'The first masks have nothing to be compared with.')
  return tooltipText(title, [
    { label: 'Churn', value: percentWithUnit(flips.churn) },
    { color: palette.onToOff, label: directions.onToOff, value: percentWithUnit(flips.onToOff) },
    { color: palette.offToOn, label: directions.offToOn, value: percentWithUnit(flips.offToOn) }
  ])
}

/** Told apart without colour too. */
interface LineLook { width: number; type: 'solid' | 'dashed'; symbol: 'circle' | 'triangle' | 'rect' }

export function overallChurnChart(snapshots: readonly SnapshotRecord[], selected: number): ChartBuilder {
  return ({ palette }) => {
    const few = snapshots.length <= 60
    const line = (name: string, color: string, figure: keyof Flips, look: LineLook): LineSeriesOption => ({
      type: 'line',
      name,
      color,
      data: snapshots.map((record) => asPercent(record[figure])),
      lineStyle: { color, width: look.width, type: look.type },
      showSymbol: few,
      symbol: look.symbol,
      symbolSize: 5,
      sampling: 'lttb',
      emphasis: { disabled: true }
    })
    const churn = line('churn', palette.ink, 'churn', { width: 2, type: 'solid', symbol: 'circle' })
    return {
      textStyle: chartFont,
      grid: { left: 52, right: 16, top: 28, bottom: 44 },
      legend: legendLook(palette, ['churn', directions.onToOff, directions.offToOn]),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => {
          const record = snapshots[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0]
          return record === undefined ? '' : flipsTooltip(palette, `All layers, ${snapshotWords(record)}`, record)
        }
      },
      xAxis: snapshotAxis(palette, snapshots, few, selected),
      yAxis: percentAxis(palette),
      series: [
        churn,
        line(directions.onToOff, palette.onToOff, 'onToOff', { width: 1.5, type: 'dashed', symbol: 'triangle' }),
        line(directions.offToOn, palette.offToOn, 'offToOn', { width: 1.5, type: 'solid', symbol: 'rect' })
      ]
    }
  }
}

const cell = { height: 112, top: 10, gutter: 28, left: 52, right: 16, title: 20 }

/** As many columns as fit, then as few as need no further row: six layers stand 3 + 3, not 5 + 1. */
export function churnColumns(width: number, layers: number): number {
  const most = Math.max(1, Math.floor(width / 260))
  return Math.max(1, Math.ceil(layers / Math.max(1, Math.ceil(layers / most))))
}

export function layerChurnHeight(width: number, layers: number): number {
  return (
    cell.top + Math.ceil(layers / churnColumns(width || 900, layers)) * (cell.height + cell.title + cell.gutter) + 4
  )
}

interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly column: number
}

function placeOf(index: number, columns: number, surface: ChartSurface): Place {
  const column = index % columns
  const width = (surface.width - cell.left - cell.right - (columns - 1) * cell.gutter) / columns
  const row = Math.floor(index / columns)
  return {
    column,
    width,
    left: cell.left + column * (width + cell.gutter),
    top: cell.top + row * (cell.height + cell.title + cell.gutter) + cell.title
  }
}

function layerOf(record: SnapshotRecord | undefined, index: number): LayerStatistics | undefined {
  return record?.layers[index]
}

/** One scale for all layers: their heights are meant to be compared. */
export function churnScale(snapshots: readonly SnapshotRecord[]): {
  readonly ceiling: number
  readonly step: number
} {
  const largest = Math.max(
    0,
    ...snapshots.flatMap((record) => record.layers.map((layer) => (layer.churn ?? 0) * 100))
  )
  const step = [1, 2, 5, 10, 20, 25, 50].find((candidate) => largest / candidate <= 3) ?? 50
  return { ceiling: Math.max(step, Math.ceil(largest / step) * step), step }
}

/** The bars of one direction, a series for each layer's own small chart. */
function barsOf(
  palette: Palette,
  snapshots: readonly SnapshotRecord[],
  names: readonly string[],
  direction: Direction
): BarSeriesOption[] {
  return names.map((_, index) => ({
    type: 'bar',
    name: directions[direction],
    stack: `layer${index}`,
    xAxisIndex: index,
    yAxisIndex: index,
    barCategoryGap: '24%',
    barMaxWidth: 28,
    color: directionColor(palette, direction),
    // Hatched, so that it is told from the other without colour too.
    itemStyle: direction === 'offToOn' ? { decal: hatching(palette) } : {},
    emphasis: { disabled: true },
    data: snapshots.map((record) => asPercent(layerOf(record, index)?.[direction] ?? null) ?? '-')
  }))
}

function layerTooltip(
  palette: Palette,
  snapshots: readonly SnapshotRecord[],
  names: readonly string[],
  items: unknown
): Tooltip {
  const [item] = items as { dataIndex: number; seriesIndex: number }[]
  const record = snapshots[item?.dataIndex ?? 0]
  const layer = layerOf(record, (item?.seriesIndex ?? 0) % names.length)
  return record === undefined || layer === undefined
    ? ''
    : flipsTooltip(palette, `${layer.name}, ${snapshotWords(record)}`, layer)
}

export function layerChurnChart(snapshots: readonly SnapshotRecord[], selected: number): ChartBuilder {
  const names = snapshots[0]?.layers.map((layer) => layer.name) ?? []
  const { ceiling, step } = churnScale(snapshots)
  return (surface): ChartOption => {
    const { palette } = surface
    const look = axisLook(palette)
    const columns = churnColumns(surface.width, names.length)
    const places = names.map((_, index) => placeOf(index, columns, surface))
    return {
      textStyle: chartFont,
      legend: legendLook(palette, Object.values(directions)),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.phaseWarmUp } },
        formatter: (items: unknown) => layerTooltip(palette, snapshots, names, items)
      },
      grid: places.map(({ left, top, width }) => ({ left, top, width, height: cell.height })),
      xAxis: names.map((_, index) => ({
        type: 'category' as const,
        gridIndex: index,
        data: snapshotCategories(palette, snapshots, selected),
        ...look,
        splitLine: { show: false }
      })),
      yAxis: names.map((name, index) => ({
        type: 'value' as const,
        gridIndex: index,
        min: 0,
        max: ceiling,
        interval: step,
        ...look,
        axisLine: { show: false },
        axisLabel: { ...look.axisLabel, show: places[index]?.column === 0, formatter: (value: number) => `${value} %` },
        name,
        nameLocation: 'end' as const,
        nameGap: 8,
        nameTextStyle: { color: palette.inkSoft, align: 'left' as const, ...chartFont, fontWeight: 600 as const }
      })),
      series: [
        ...barsOf(palette, snapshots, names, 'onToOff'),
        ...barsOf(palette, snapshots, names, 'offToOn')
      ]
    }
  }
}
