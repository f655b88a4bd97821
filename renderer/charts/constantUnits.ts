/** Dead and always-on units over the snapshots: how much of the network no longer decides anything. */
import type { SnapshotRecord } from '../../preload/contract'
import { constantUnits, type ConstantUnits } from '../figures/constantUnits'
import { count, percentWithUnit } from '../../preload/schema/format'
import type { ChartBuilder, LineSeriesOption } from '../../charts/echarts'
import {
  chartFont,
  legendLook,
  percentAxis,
  snapshotAxis,
  snapshotWords,
  tooltipText,
  tooltipLook
} from '../../charts/parts'

const words = (part: number, whole: number): string =>
  `${count(part)}, ${percentWithUnit(whole === 0 ? null : part / whole, 1)}`

export function constantUnitsChart(snapshots: readonly SnapshotRecord[]): ChartBuilder {
  const sums = snapshots.map(constantUnits)
  const few = snapshots.length <= 60
  const line = (name: string, color: string, figure: keyof ConstantUnits): LineSeriesOption => ({
    type: 'line',
    name,
    color,
    data: sums.map((sum) => (sum.units === 0 ? null : (sum[figure] / sum.units) * 100)),
    lineStyle: { color, width: 2, type: figure === 'dead' ? 'solid' : 'dashed' },
    showSymbol: few,
    symbol: figure === 'dead' ? 'circle' : 'rect',
    symbolSize: 5,
    sampling: 'lttb',
    emphasis: { disabled: true }
  })
  return ({ palette }) => {
    return {
      textStyle: chartFont,
      grid: { left: 52, right: 16, top: 28, bottom: 40 },
      legend: legendLook(palette, ['dead', 'always on']),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => {
          const index = (items as { dataIndex: number }[])[0]?.dataIndex ?? 0
          const sum = sums[index]
          const record = snapshots[index]
          if (sum === undefined || record === undefined) return ''
          return tooltipText(`All layers, ${snapshotWords(record)}`, [
            { color: palette.dead, label: 'Dead', value: words(sum.dead, sum.units) },
            { color: palette.alwaysOn, label: 'Always on', value: words(sum.alwaysOn, sum.units) }
          ])
        }
      },
      xAxis: snapshotAxis(palette, snapshots, few, null),
      yAxis: percentAxis(palette),
      series: [line('dead', palette.dead, 'dead'), line('always on', palette.alwaysOn, 'alwaysOn')]
    }
  }
}
