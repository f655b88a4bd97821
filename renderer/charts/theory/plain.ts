/** An experiment that has no charts of its own: the columns of its first table over the first of them. */
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { barsChart } from './bars'
import { numbersOf, pointsOf, textsOf, type TheoryCharts } from './chart'
import { kindColour, linesChart, type TheoryLine } from './lines'

const mostLines = 6

/** Null where no table has a number. */
export function plainCharts({ results }: TheoryResult): TheoryCharts | null {
  const [table] = results.filter(({ rows }) => rows.length > 0)
  if (table === undefined) return null
  const [across = '', ...others] = [...new Set(table.columns)]
  const isNumeric = (column: string): boolean => numbersOf(table, column).some((value) => value !== null)
  const columns = others.filter(isNumeric).slice(0, mostLines)
  if (columns.length === 0) return null
  const isNumbered = numbersOf(table, across).every((value) => value !== null)
  const lines = columns.map((name, index): TheoryLine =>
    ({ name, color: kindColour(index), points: pointsOf(table, across, name) }))
  return [{
    title: table.title,
    explanation: `The columns of the table "${table.name}" by ${across}.`,
    reading: `${columns.join(', ')} by ${across}, in ${table.rows.length} rows.`,
    build: isNumbered
      ? linesChart({ x: { name: across, base: null }, y: { name: '', base: null }, lines })
      : barsChart({
        categories: textsOf(table, across), across, axis: '', scale: 'linear',
        bars: columns.map((name, index) => ({ name, color: kindColour(index), values: numbersOf(table, name) }))
      }),
    table
  }]
}
