/** The presets of the paper's tables as rows: one experiment, its methods beside each other. */
import { nameOfNetwork, type DataSetName, type MethodName, type Preset } from '../../preload/contract'
import { publishedTables } from '../../preload/schema/published'
import type { Cell, Table } from './csv'

export interface PaperRow {
  readonly key: string
  readonly table: number
  readonly title: string
  readonly tableTitle: string
  /** What the presets of this size train and on which data; the scaled ones of digits use those that come along. */
  readonly dataset: DataSetName
  readonly network: string
  readonly byMethod: Readonly<Partial<Record<MethodName, Preset>>>
}

export type PresetSize = 'full' | 'scaled'

export function paperRows(presets: readonly Preset[], size: PresetSize): PaperRow[] {
  return publishedTables.flatMap(({ number, title: tableTitle, rows }) => rows.map((row) => {
    const own = presets.filter((preset) => preset.table === number && preset.title === row.title)
    const scaled = size === 'scaled' ? own[0]?.scaled : null
    return {
      key: `${number}-${row.id}`,
      table: number,
      title: row.title,
      tableTitle,
      dataset: scaled?.dataset ?? row.dataset,
      network: nameOfNetwork(scaled?.network ?? row.network),
      byMethod: Object.fromEntries(own.map((preset) => [preset.configuration.method, preset]))
    }
  }))
}

export const paperMethods = ['sgd', 'i-alternation', 'b-alternation'] as const

export function paperTable(rows: readonly PaperRow[]): Table {
  return {
    columns: ['table', 'experiment', 'network', 'dataset', ...paperMethods],
    rows: rows.map(({ table, title, network, dataset, byMethod }): Cell[] => [
      table, title, network, dataset, ...paperMethods.map((method) => byMethod[method]?.published?.error ?? null)
    ])
  }
}
