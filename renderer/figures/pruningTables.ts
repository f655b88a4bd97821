/** The CSV of each chart of pruning: exactly what it shows, in the contract's units (fractions of 1). */
import type { SensitivityPoint } from '../../preload/contract'
import type { Cell, Table } from './csv'
import type { CoactivatedLayer, StageColumn } from './pruning'

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
