/** What the charts of an experiment are, and how they read its tables. */
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import type { ChartBuilder } from '../../../charts/echarts'
import type { Table } from '../../figures/csv'

export interface TheoryChart {
  readonly title: string
  /** How its figures come about. */
  readonly explanation: string
  /** Its main figures in a sentence or two. */
  readonly reading: string
  readonly build: ChartBuilder
  readonly table: Table
}

/** The main chart, and what stands beside it: three, of experiments on runs four at most. */
export type TheoryCharts = readonly [main: TheoryChart, ...beside: TheoryChart[]]

const noTable: ResultTable = { name: 'none', title: 'None', columns: ['none'], rows: [] }

export const tableOf = ({ results }: TheoryResult, name: string): ResultTable =>
  results.find((table) => table.name === name) ?? noTable

export type Row = ResultTable['rows'][number]

/** Of every row; null where the cell is none. A column that stands twice is meant where it stands first. */
export function numbersOf({ columns, rows }: Pick<ResultTable, 'columns' | 'rows'>, column: string): (number | null)[] {
  const at = columns.indexOf(column)
  return rows.map((row) => {
    const cell = row[at]
    return typeof cell === 'number' ? cell : null
  })
}

export function textsOf({ columns, rows }: Pick<ResultTable, 'columns' | 'rows'>, column: string): string[] {
  const at = columns.indexOf(column)
  return rows.map((row) => String(row[at] ?? ''))
}

/** Rows whose cell of that column is this. */
export function rowsWith(table: ResultTable, column: string, value: string | number): ResultTable {
  const at = table.columns.indexOf(column)
  return { ...table, rows: table.rows.filter((row) => row[at] === value) }
}

/** Points of one column over another, without those that lack either. */
export function pointsOf(table: ResultTable, x: string, y: string): [number, number][] {
  const [across, up] = [numbersOf(table, x), numbersOf(table, y)]
  return across.flatMap((at, i): [number, number][] => {
    const value = up[i]
    return at === null || value === null || value === undefined ? [] : [[at, value]]
  })
}
