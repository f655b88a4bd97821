/** Co-activation of each layer: its mean and zero co-activation as bars, and how it is spread as a map. */
import { count, percent, percentWithUnit } from '../../preload/schema/format'
import { shareCeiling, type CoactivatedLayer } from '../figures/pruning'
import type { Palette } from '../../charts/palette'
import type { ChartBuilder } from '../../charts/echarts'
import { layerBars } from './layerBars'
import { layerAxis, layerMapMargins, shareCells, shareScale } from './layerMap'
import { axisLook, chartFont, horizontalName, tooltipText, tooltipLook, type Tooltip } from '../../charts/parts'

export function coactivationChart(layers: readonly CoactivatedLayer[]): ChartBuilder {
  return layerBars({
    layers: layers.map(({ name }) => name),
    bars: [
      {
        name: 'mean', color: ({ offToOn }) => offToOn, shares: layers.map(({ coactivation }) => coactivation.mean)
      },
      {
        name: 'never together',
        color: ({ onToOff }) => onToOff,
        shares: layers.map(({ coactivation, weights }) => coactivation.never / weights)
      }
    ],
    axis: 'of cases (mean), of connections (never together)',
    digits: null,
    told: (row, palette) => toldOf(layers[row], palette)
  })
}

function toldOf(layer: CoactivatedLayer | undefined, palette: Palette): Tooltip {
  if (layer === undefined) return ''
  const { mean, never, opportunities } = layer.coactivation
  return tooltipText(
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
          if (layer === undefined) return ''
          const connections = layer.coactivation.histogram[bin] ?? 0
          return tooltipText(`${layer.name}, together in ${title(bin)} % of cases`, [
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
