/** Test error with ReLU and with MaskT at each checkpoint that has been evaluated. */
import type { EvaluationRecord } from '../../preload/contract'
import { gapOf } from '../../preload/schema/checkpoint-rows'
import { percentWithUnit, points } from '../../preload/schema/format'
import { capitalised } from '../../preload/schema/titles'
import { checkpointName } from '../../preload/schema/moments'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder, LineSeriesOption } from '../../charts/echarts'
import { layerBars, layerBarsHeight } from './layerBars'
import {
  axisLook, chartFont, horizontalName, legendLook, percentAxis, tooltipText, tooltipLook, type Tooltip
} from '../../charts/parts'

/** A curve over the checkpoints; of one alone, which would be a curve of one point, a bar for each form. */
export function evaluationChart(evaluations: readonly EvaluationRecord[]): { build: ChartBuilder; height: number } {
  const [only, ...others] = evaluations
  return only !== undefined && others.length === 0
    ? { build: checkpointBars(only), height: layerBarsHeight(1, 2) }
    : { build: checkpointCurves(evaluations), height: 280 }
}

const told = (record: EvaluationRecord, palette: Palette): Tooltip =>
  tooltipText(`${capitalised(checkpointName(record.at))}, iteration ${record.iteration}`, [
    { color: palette.relu, label: 'ReLU error', value: percentWithUnit(record.relu.error) },
    { color: palette.maskt, label: 'MaskT error', value: percentWithUnit(record.maskt.error) },
    { label: 'Gap', value: `${points(gapOf(record))} pp` }
  ])

function checkpointBars(record: EvaluationRecord): ChartBuilder {
  return layerBars({
    layers: [checkpointName(record.at)],
    bars: [
      { name: 'ReLU', color: ({ relu }) => relu, shares: [record.relu.error] },
      { name: 'MaskT', color: ({ maskt }) => maskt, shares: [record.maskt.error] }
    ],
    axis: 'test error',
    digits: 2,
    told: (_row, palette) => told(record, palette)
  })
}

function checkpointCurves(evaluations: readonly EvaluationRecord[]): ChartBuilder {
  return ({ palette }) => {
    const few = evaluations.length <= 60
    const line = (name: string, color: string, mode: 'relu' | 'maskt'): LineSeriesOption => ({
      type: 'line',
      name,
      color,
      data: evaluations.map((record) => record[mode].error * 100),
      lineStyle: { color, width: 2, type: mode === 'relu' ? 'solid' : 'dashed' },
      showSymbol: few,
      symbol: mode === 'relu' ? 'circle' : 'rect',
      symbolSize: 6,
      emphasis: { disabled: true }
    })
    return {
      textStyle: chartFont,
      grid: { left: 52, right: 24, top: 32, bottom: 44 },
      legend: legendLook(palette, ['ReLU', 'MaskT']),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => {
          const record = evaluations[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0]
          return record === undefined ? '' : told(record, palette)
        }
      },
      xAxis: {
        type: 'category',
        boundaryGap: true,
        data: evaluations.map((record) => checkpointName(record.at.replace('alternation-', ''))),
        ...axisLook(palette),
        splitLine: { show: false },
        ...horizontalName('checkpoint (numbers: alternations)')
      },
      yAxis: percentAxis(palette),
      series: [line('ReLU', palette.relu, 'relu'), line('MaskT', palette.maskt, 'maskt')]
    }
  }
}
