/** Weight sparsity of each layer in each stage; in the Sparse stage a column for every choice of connections. */
import type { PruningRecord } from '../../preload/contract'
import { count, percent, percentWithUnit } from '../../preload/schema/format'
import { shareCeiling, type StageColumn } from '../figures/pruning'
import type { ChartBuilder } from '../../charts/echarts'
import { layerAxis, layerMapMargins, shareCells, shareScale } from './layerMap'
import { axisLook, chartFont, horizontalName, tooltipText, tooltipLook, type Tooltip } from '../../charts/parts'

export function stageSparsityChart(
  columns: readonly StageColumn[],
  layers: readonly string[],
  selected: number
): ChartBuilder {
  const most = shareCeiling(columns.flatMap(({ shares }) => shares))
  return (surface) => {
    const { palette } = surface
    const look = axisLook(palette)
    const chosen = { color: palette.accent, fontWeight: 700 as const }
    return {
      textStyle: chartFont,
      grid: layerMapMargins,
      xAxis: {
        type: 'category',
        data: columns.map(({ title, pruning }) =>
          pruning?.index === selected ? { value: title, textStyle: chosen } : title
        ),
        ...look,
        axisLine: { show: false },
        splitLine: { show: false },
        ...horizontalName('stage')
      },
      yAxis: layerAxis(palette, layers),
      visualMap: shareScale(palette, most, 'pruned'),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'item',
        formatter: (item: unknown) => {
          const { dataIndex } = item as { dataIndex: number }
          return cellTooltip(columns[Math.floor(dataIndex / layers.length)], dataIndex % layers.length, layers)
        }
      },
      series: [
        {
          type: 'heatmap',
          data: shareCells(
            columns.map(({ shares }) => shares),
            most,
            surface
          ),
          emphasis: { disabled: true },
          label: {
            show: true,
            ...chartFont,
            formatter: (item) => percent(Number((item.value as number[])[2]) / 100, most < 0.1 ? 2 : 1)
          }
        }
      ]
    }
  }
}

function chosenWhen({ epoch, alternation }: PruningRecord): string {
  return `Chosen after epoch ${epoch}${alternation === null ? '' : `, by alternation ${alternation}`}.`
}

function cellTooltip(column: StageColumn | undefined, row: number, layers: readonly string[]): Tooltip {
  if (column === undefined) return ''
  const layer = column.pruning?.layers[row]
  const title = `${layers[row] ?? ''}, ${column.title}`
  if (column.pruning === null || layer === undefined)
    return tooltipText(
      title,
      [{ label: 'Pruned', value: percentWithUnit(0) }],
      'In a Dense stage no connection is pruned.'
    )
  return tooltipText(
    title,
    [
      { label: 'Pruned', value: percentWithUnit(column.shares[row]) },
      { label: 'Kept', value: `${count(layer.kept)} of ${count(layer.weights)}` }
    ],
    layer.exempt ? 'Exempt: this layer is never pruned.' : chosenWhen(column.pruning)
  )
}
