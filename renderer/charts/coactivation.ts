/** Co-activation of each layer: its mean and zero co-activation as bars, and how it is spread as a map. */
import { count, percent, percentWithUnit } from '../../preload/schema/format'
import { shareCeiling, type CoactivatedLayer } from '../figures/pruning'
import type { BarSeriesOption, ChartBuilder } from './echarts'
import { layerAxis, layerMapMargins, shareCells, shareScale } from './layerMap'
import { axisLook, chartFont, horizontalName, legendLook, tooltipElement, tooltipLook } from './parts'

const names = { mean: 'mean', never: 'never together' } as const
const barMargins = { left: layerMapMargins.left, right: 24, top: 28, bottom: 40 } as const

export function coactivationHeight(layers: number): number {
  return barMargins.top + barMargins.bottom + Math.max(layers, 2) * (layers > 12 ? 22 : 30)
}

export function coactivationChart(layers: readonly CoactivatedLayer[]): ChartBuilder {
  return ({ palette }) => {
    const look = axisLook(palette)
    const bars = (name: string, color: string, value: (layer: CoactivatedLayer) => number): BarSeriesOption => ({
      type: 'bar',
      name,
      color,
      data: layers.map((layer) => value(layer) * 100),
      barMaxWidth: 9,
      barGap: '20%',
      emphasis: { disabled: true }
    })
    return {
      textStyle: chartFont,
      grid: barMargins,
      legend: legendLook(palette, Object.values(names)),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.phaseWarmUp } },
        formatter: (items: unknown) => {
          const layer = layers[(items as { dataIndex: number }[])[0]?.dataIndex ?? 0]
          if (layer === undefined) return ''
          const { mean, never, opportunities } = layer.coactivation
          return tooltipElement(
            layer.name,
            [
              { color: palette.offToOn, label: 'Mean co-activation', value: percentWithUnit(mean) },
              {
                color: palette.onToOff,
                label: 'Zero co-activation',
                value: `${percentWithUnit(never / layer.weights)}, ${count(never)} of ${count(layer.weights)}`
              }
            ],
            `Of ${count(opportunities)} cases for each connection.`
          )
        }
      },
      xAxis: {
        type: 'value',
        min: 0,
        splitNumber: 5,
        ...look,
        axisLabel: { ...look.axisLabel, formatter: (value: number) => `${Number(value.toPrecision(3))} %` },
        ...horizontalName('of cases (mean), of connections (never together)')
      },
      yAxis: layerAxis(
        palette,
        layers.map(({ name }) => name)
      ),
      series: [
        bars(names.mean, palette.offToOn, ({ coactivation }) => coactivation.mean),
        bars(names.never, palette.onToOff, ({ coactivation, weights }) => coactivation.never / weights)
      ]
    }
  }
}

export function coactivationHistogram(layers: readonly CoactivatedLayer[]): ChartBuilder {
  const bins = layers[0]?.coactivation.histogram.length ?? 0
  const columns = Array.from({ length: bins }, (_, bin) =>
    layers.map(({ coactivation, weights }) => (coactivation.histogram[bin] ?? 0) / weights)
  )
  const most = shareCeiling(columns.flat())
  const title = (bin: number): string => `${percent(bin / bins, 0)}–${percent((bin + 1) / bins, 0)}`
  return (surface) => {
    const { palette } = surface
    const look = axisLook(palette)
    return {
      textStyle: chartFont,
      grid: layerMapMargins,
      xAxis: {
        type: 'category',
        data: columns.map((_, bin) => title(bin)),
        ...look,
        axisLine: { show: false },
        splitLine: { show: false },
        ...horizontalName('co-activation, % of cases')
      },
      yAxis: layerAxis(
        palette,
        layers.map(({ name }) => name)
      ),
      visualMap: shareScale(palette, most, 'of the layer’s connections'),
      tooltip: {
        ...tooltipLook(palette),
        trigger: 'item',
        formatter: (item: unknown) => {
          const { dataIndex } = item as { dataIndex: number }
          const bin = Math.floor(dataIndex / Math.max(1, layers.length))
          const layer = layers[dataIndex % Math.max(1, layers.length)]
          if (layer === undefined) return document.createElement('div')
          const connections = layer.coactivation.histogram[bin] ?? 0
          return tooltipElement(`${layer.name}, together in ${title(bin)} % of cases`, [
            { label: 'Connections', value: `${count(connections)} of ${count(layer.weights)}` },
            { label: 'Share', value: percentWithUnit(connections / layer.weights) }
          ])
        }
      },
      series: [
        {
          type: 'heatmap',
          data: shareCells(columns, most, surface),
          emphasis: { disabled: true },
          label: {
            show: true,
            ...chartFont,
            formatter: (item) => percent(Number((item.value as number[])[2]) / 100, 0)
          }
        }
      ]
    }
  }
}
