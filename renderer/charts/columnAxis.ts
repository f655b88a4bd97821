/** An axis for a column of a comparison, whatever the column holds. */
import { bytes, count, plain, shortInstant } from '../../preload/schema/format'
import type { ComparedRun } from '../../preload/contract'
import { wordsOf, type ComparedColumn } from '../figures/comparedColumns'

const labels = {
  text: String,
  number: (value: number) => (Math.abs(value) >= 10_000 ? count(value) : plain(value)),
  share: (value: number) => `${plain(value)} %`,
  bytes: (value: number) => bytes(value),
  seconds: (value: number) => `${plain(value)} s`,
  instant: (value: number) => shortInstant(new Date(value).toISOString(), new Date())
}

/** Letters of a word on an axis; the tooltip has all of it. */
const mostLetters = 18
const shortened = (word: string): string => (word.length > mostLetters ? `${word.slice(0, mostLetters - 1)}…` : word)

export const columnLabel = ({ kind }: ComparedColumn) => (value: number | string): string =>
  (kind === 'text' ? shortened(String(value)) : labels[kind](Number(value)))

interface ColumnAxis { type: 'category' | 'value' | 'log'; scale?: boolean; data?: string[] }

/** @param logarithmic where its values can be that; words cannot */
export function columnAxis(column: ComparedColumn, runs: readonly ComparedRun[], logarithmic: boolean): ColumnAxis {
  if (column.kind === 'text') return { type: 'category', data: wordsOf(column, runs) }
  // From its smallest value on: differences are looked for, not sizes.
  return { type: logarithmic ? 'log' : 'value', scale: true }
}
