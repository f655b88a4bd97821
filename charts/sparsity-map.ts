/** Sparsity of each layer in each snapshot. */
import type { SnapshotRecord } from '../preload/contract'
import { count, percentWithUnit } from '../preload/schema/format'
import { sparsityRange } from './scales'
import { inkOnRamp } from './contrast'
import type { ChartBuilder, ChartSurface, HeatmapSeriesOption } from './echarts'
import {
  axisLook, chartFont, horizontalName, snapshotAxisName, snapshotCategories, snapshotWords, tooltipText,
  tooltipLook, type Tooltip
} from './parts'

const margins = { left: 84, right: 16, top: 8, bottom: 84 }
export const cellHeight = 34

export function sparsityMapHeight(layers: number): number {
  return margins.top + margins.bottom + Math.max(layers, 2) * (layers > 16 ? 22 : cellHeight)
}

function cells(snapshots: readonly SnapshotRecord[], surface: ChartSurface): HeatmapSeriesOption['data'] {
  const [low, high] = sparsityRange(snapshots)
  const step = (surface.width - margins.left - margins.right) / Math.max(1, snapshots.length)
  return snapshots.flatMap((record, column) => record.layers.map((layer, row) => ({
    value: [column, row, layer.sparsity * 100],
    label: { show: step > 38, color: inkOnRamp(surface.palette.ramp, (layer.sparsity * 100 - low) / (high - low)) },
    itemStyle: { borderColor: surface.palette.surface, borderWidth: step > 12 ? 1 : 0 }
  })))
}

/** A frame around the column of the chosen snapshot. */
function frameOf(
  snapshots: readonly SnapshotRecord[],
  rows: number,
  selected: number,
  { palette, width, height }: ChartSurface
) {
  const column = snapshots.findIndex((record) => record.index === selected)
  const step = (width - margins.left - margins.right) / Math.max(1, snapshots.length)
  const shape = {
    x: margins.left + column * step,
    y: margins.top,
    width: step,
    height: height - margins.top - margins.bottom
  }
  return [
    {
      type: 'rect' as const,
      id: 'chosen',
      silent: true,
      invisible: column < 0 || rows === 0,
      z: 50,
      shape,
      style: { fill: 'none', stroke: palette.ink, lineWidth: 1.5 }
    }
  ]
}

export function sparsityMap(snapshots: readonly SnapshotRecord[], selected: number): ChartBuilder {
  const layers = snapshots[0]?.layers.map((layer) => layer.name) ?? []
  const [low, high] = sparsityRange(snapshots)
  return (surface) => {
    const { palette } = surface
    const look = axisLook(palette)
    return {
      textStyle: chartFont,
      grid: margins,
      xAxis: {
        type: 'category',
        data: snapshotCategories(palette, snapshots, selected),
        ...look,
        axisLine: { show: false },
        splitLine: { show: false },
        ...horizontalName(snapshotAxisName(snapshots))
      },
      yAxis: {
        type: 'category',
        data: layers,
        inverse: true,
        ...look,
        axisLine: { show: false },
        splitLine: { show: false },
        axisLabel: { ...look.axisLabel, color: palette.inkSoft, width: 72, overflow: 'truncate' }
      },
      visualMap: {
        min: low,
        max: high,
        calculable: false,
        hoverLink: false,
        orient: 'horizontal',
        left: margins.left - 4,
        bottom: 4,
        itemWidth: 10,
        itemHeight: 140,
        inRange: { color: [...palette.ramp] },
        text: [`${high} % zeros`, `${low} %`],
        textStyle: { color: palette.inkFaint, ...chartFont }
      },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'item',
        formatter: (item: unknown) => cellTooltip(snapshots, item as { dataIndex: number }, layers.length)
      },
      graphic: frameOf(snapshots, layers.length, selected, surface),
      series: [
        {
          type: 'heatmap',
          data: cells(snapshots, surface),
          emphasis: { disabled: true },
          label: { show: true, ...chartFont, formatter: (item) => Number((item.value as number[])[2]).toFixed(1) }
        }
      ]
    }
  }
}

function cellTooltip(
  snapshots: readonly SnapshotRecord[],
  item: { dataIndex: number },
  rows: number
): Tooltip {
  const record = snapshots[Math.floor(item.dataIndex / rows)]
  const layer = record?.layers[item.dataIndex % rows]
  if (record === undefined || layer === undefined) return ''
  return tooltipText(`${layer.name}, ${snapshotWords(record)}`, [
    { label: 'Sparsity', value: percentWithUnit(layer.sparsity) },
    { label: 'Dead units', value: `${count(layer.dead)} of ${count(layer.units)}` },
    { label: 'Always-on units', value: `${count(layer.alwaysOn)} of ${count(layer.units)}` }
  ])
}
