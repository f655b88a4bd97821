/** Comma-separated values after RFC 4180. */
export type Cell = string | number | null
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  // A text that a spreadsheet would run as a formula is made text again.
  return quoted(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
}

const joined = (lines: readonly (readonly string[])[]): string =>
  lines.map((line) => `${line.join(',')}\r\n`).join('')

/** Rows alone, for a table that is written piece by piece. */
export const csvLines = (rows: Table['rows']): string => joined(rows.map((row) => row.map(written)))

export const toCsv = ({ columns, rows }: Table): string => joined([columns.map(quoted)]) + csvLines(rows)
