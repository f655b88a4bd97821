/** The layers of a run's only snapshot, which a map or a curve over snapshots would show as one column. */
import type { SnapshotRecord } from '../../preload/contract'
import { count, percentWithUnit } from '../../preload/schema/format'
import type { ChartBuilder } from '../../charts/echarts'
import { layerBars } from './layerBars'
import { snapshotWords, tooltipText, type TooltipLine, type Tooltip } from '../../charts/parts'

type Layer = SnapshotRecord['layers'][number]
const shareOf = ({ units }: Layer, part: number): number => (units === 0 ? 0 : part / units)
const partLine = (label: string, part: number, layer: Layer): TooltipLine =>
  ({ label, value: `${count(part)} of ${count(layer.units)}, ${percentWithUnit(shareOf(layer, part), 1)}` })

function toldOf(record: SnapshotRecord, lines: (layer: Layer) => readonly TooltipLine[]) {
  return (row: number): Tooltip => {
    const layer = record.layers[row]
    return layer === undefined ? '' : tooltipText(`${layer.name}, ${snapshotWords(record)}`, lines(layer))
  }
}

export function sparsityBars(record: SnapshotRecord): ChartBuilder {
  return layerBars({
    layers: record.layers.map(({ name }) => name),
    bars: [{
      name: 'sparsity', color: ({ accent }) => accent, shares: record.layers.map(({ sparsity }) => sparsity)
    }],
    axis: 'zeros of the layer’s mask bits',
    digits: 2,
    told: toldOf(record, (layer) => [
      { label: 'Sparsity', value: percentWithUnit(layer.sparsity) },
      partLine('Dead units', layer.dead, layer),
      partLine('Always-on units', layer.alwaysOn, layer)
    ])
  })
}

export function constantUnitsBars(record: SnapshotRecord): ChartBuilder {
  return layerBars({
    layers: record.layers.map(({ name }) => name),
    bars: [
      { name: 'dead', color: ({ dead }) => dead, shares: record.layers.map((layer) => shareOf(layer, layer.dead)) },
      {
        name: 'always on', color: ({ alwaysOn }) => alwaysOn,
        shares: record.layers.map((layer) => shareOf(layer, layer.alwaysOn))
      }
    ],
    axis: 'of the layer’s units',
    digits: 1,
    told: toldOf(record, (layer) => [
      partLine('Dead', layer.dead, layer), partLine('Always on', layer.alwaysOn, layer)
    ])
  })
}
