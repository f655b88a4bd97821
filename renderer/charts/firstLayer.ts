/** Eigenvalues of UᵀU / N of a run's first layer on a logarithmic axis, with the band that Theorem 1 asks for. */
import type { FirstLayerReading } from '../../preload/schema/first-layer'
import type { ChartBuilder } from '../../charts/echarts'
import { axisLook, chartFont, horizontalName, tooltipText, tooltipLook } from '../../charts/parts'

export function firstLayerSpectrumChart({ eigenvalues, outputs }: FirstLayerReading): ChartBuilder {
  return ({ palette }) => {
    const look = axisLook(palette)
    return {
      textStyle: chartFont,
      grid: { left: 60, right: 20, top: 16, bottom: 44 },
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: palette.inkFaint, type: 'solid', width: 1 } },
        formatter: (items: unknown) => {
          const at = (items as { dataIndex: number }[])[0]?.dataIndex ?? 0
          const value = eigenvalues[at]
          if (value === undefined) return ''
          return tooltipText(`Eigenvalue ${at + 1} of ${eigenvalues.length}`, [
            { color: palette.drift, label: 'Of UᵀU / N', value: value.toExponential(3) },
            { label: 'λ² / m', value: (value / outputs).toExponential(3) }
          ])
        }
      },
      xAxis: {
        type: 'category', data: eigenvalues.map((_, index) => String(index + 1)),
        ...look, splitLine: { show: false }, ...horizontalName('eigenvalue of UᵀU / N, ascending')
      },
      yAxis: {
        type: 'log', ...look, axisLabel: { ...look.axisLabel, formatter: (value: number) => value.toExponential(0) }
      },
      series: [{
        type: 'line', color: palette.drift, step: 'middle', showSymbol: false, emphasis: { disabled: true },
        lineStyle: { color: palette.drift, width: 2 },
        // Zero has no place on a logarithmic axis.
        data: eigenvalues.map((value) => (value > 0 ? value : NaN)),
        markArea: {
          silent: true, itemStyle: { color: palette.accentWash },
          label: { show: true, position: 'insideTopLeft', color: palette.inkSoft, ...chartFont, formatter: 'asked' },
          data: [[{ yAxis: 0.9 * outputs }, { yAxis: 1.1 * outputs }]]
        }
      }]
    }
  }
}
