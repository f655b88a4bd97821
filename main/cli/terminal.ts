/** Tables and lines on a terminal. */

/** Columns as wide as their widest cell. Numeric columns are right-aligned, and their headings too. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = headings.map((heading, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return {
      width: Math.max(heading.length, ...cells.map(({ length }) => length)),
      figures:
        cells.length > 0 && cells.every((cell) => /^([-−+–]?\d[\d.,/:]*(e[-+]\d+)?( \S{1,6})?|–|)$/.test(cell))
    }
  })
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width, figures }, column) => {
        const cell = cells[column] ?? ''
        return figures ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(headings), ...rows.map(line)].join('\n')
}

export const print = (text: string): void => { process.stdout.write(text + '\n') }
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))
/** For people only; standard output stays clean for programs. */
export const remark = (text: string): void => { process.stderr.write(text + '\n') }
