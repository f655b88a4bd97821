/** The CSV of each table of a unit's card. */
import type { Companions, UnitCard } from '../../preload/contract'
import type { Cell, Table } from './csv'

const unitColumns = ['layer', 'unit'] as const

export function unitHistoryTable({ layer, unit, history }: UnitCard): Table {
  return {
    columns: [...unitColumns, 'snapshot', 'examples', 'on', 'on_to_off', 'off_to_on'],
    rows: history.map(({ snapshot, examples, on, flips }): Cell[] =>
      [layer, unit, snapshot, examples, on, flips?.onToOff ?? null, flips?.offToOn ?? null])
  }
}

export function unitClassesTable({ layer, unit, snapshot, classes }: UnitCard): Table {
  return {
    columns: [...unitColumns, 'snapshot', 'class', 'examples', 'on'],
    rows: (classes ?? []).map(({ label, examples, on }): Cell[] => [layer, unit, snapshot, label, examples, on])
  }
}

export function companionsTable({ layer, unit, snapshot }: UnitCard, companions: Companions): Table {
  return {
    columns: [...unitColumns, 'snapshot', 'other_layer', 'other_unit', 'both_on', 'overlap'],
    rows: companions.map((other): Cell[] =>
      [layer, unit, snapshot, other.layer, other.unit, other.both, other.overlap])
  }
}
