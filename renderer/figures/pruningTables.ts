/** The CSV of each chart and table of pruning: exactly what it shows, in the contract's units (fractions of 1). */
import type { CompactReport, PruningRecord, SensitivityPoint } from '../../preload/contract'
import { publishedPruning } from '../../preload/schema/published'
import type { Cell, Table } from './csv'
import { prunedShare, type CoactivatedLayer, type StageColumn } from './pruning'
import { comparedCell, comparedMethods, comparedNetworks, type Condition } from './pruningComparison'

export function stageSparsityTable(columns: readonly StageColumn[], layers: readonly string[]): Table {
  return {
    columns: ['stage', 'pruning', 'epoch', 'layer', 'pruned'],
    rows: columns.flatMap(({ title, pruning, shares }) =>
      layers.map((layer, row): Cell[] => [
        title,
        pruning?.index ?? null,
        pruning?.epoch ?? null,
        layer,
        shares[row] ?? null
      ])
    )
  }
}

export function coactivationTable(layers: readonly CoactivatedLayer[]): Table {
  return {
    columns: ['layer', 'weights', 'opportunities', 'mean', 'never'],
    rows: layers.map(({ name, weights, coactivation }) => [
      name,
      weights,
      coactivation.opportunities,
      coactivation.mean,
      coactivation.never / weights
    ])
  }
}

export function coactivationHistogramTable(layers: readonly CoactivatedLayer[]): Table {
  const rows = layers.flatMap(({ name, weights, coactivation: { histogram } }) =>
    histogram.map((connections, bin): Cell[] => [
      name,
      bin / histogram.length,
      (bin + 1) / histogram.length,
      connections,
      connections / weights
    ])
  )
  return { columns: ['layer', 'from', 'to', 'connections', 'share'], rows }
}

export function sensitivityTable(points: readonly SensitivityPoint[]): Table {
  return {
    columns: ['layer', 'sparsity', 'error', 'loss'],
    rows: points.map(({ layer, degree, error, loss }) => [layer, degree, error, loss])
  }
}

export function prunedLayersTable({ index, epoch, layers }: PruningRecord): Table {
  return {
    columns: [
      'pruning', 'epoch', 'layer', 'exempt', 'weights', 'kept', 'pruned', 'coactivation_mean', 'never_together'
    ],
    rows: layers.map((layer): Cell[] => [
      index, epoch, layer.name, layer.exempt ? 1 : 0, layer.weights, layer.kept, prunedShare(layer),
      layer.coactivation?.mean ?? null, layer.coactivation ? layer.coactivation.never / layer.weights : null
    ])
  }
}

export function compactTable({ at, whole, compact }: CompactReport): Table {
  return {
    columns: [
      'checkpoint', 'model', 'parameters', 'non_zero_parameters', 'macs', 'non_zero_macs', 'weight_bytes',
      'milliseconds_per_image', 'test_error'
    ],
    rows: ([['whole', whole], ['compact', compact]] as const).map(([model, figures]): Cell[] => [
      at, model, figures.parameters, figures.nonZeroParameters, figures.macs, figures.nonZeroMacs, figures.weightBytes,
      figures.millisecondsPerImage, figures.error
    ])
  }
}

export function removedChannelsTable({ at, layers }: CompactReport): Table {
  return {
    columns: ['checkpoint', 'layer', 'channels', 'removed'],
    rows: layers.map(({ name, channels, removed }): Cell[] => [at, name, channels, removed])
  }
}

/** A row for every network and training, those that were measured here and those that are published. */
export function comparisonTable(condition: Condition | null): Table {
  const measured = comparedNetworks(condition).flatMap((network) => comparedMethods.flatMap((method): Cell[][] => {
    const cell = comparedCell(condition, network, method)
    return cell === null
      ? []
      : [['measured', condition?.dataset ?? null, network.title, method, cell.runs.length, cell.error, cell.pruned]]
  }))
  const published = publishedPruning.flatMap(({ title, error }) => comparedMethods.map((method): Cell[] =>
    ['published', 'ImageNet', title, method, null, error[method], null]))
  return {
    columns: ['source', 'dataset', 'network', 'training', 'runs', 'test_error', 'pruned'],
    rows: [...measured, ...published]
  }
}
