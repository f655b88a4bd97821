/** Tables and lines on a terminal. */

/** Columns as wide as their widest cell. Numeric columns are right-aligned, and their headings too. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column].length)))
  const figures = headings.map(
    (_heading, column) =>
      rows.length > 0 && rows.every((row) => /^([-−+–]?\d[\d.,/:]*(e[-+]\d+)?( \S{1,6})?|–|)$/.test(row[column]))
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (figures[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd()
  return [line(headings), ...rows.map(line)].join('\n')
}

export const print = (text: string): void => { process.stdout.write(text + '\n') }
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))
/** For people only; standard output stays clean for programs. */
export const remark = (text: string): void => { process.stderr.write(text + '\n') }
