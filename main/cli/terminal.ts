/** Numbers and tables for people. */

export const percent = (fraction: number | null, digits = 2): string =>
  fraction === null ? '–' : `${(fraction * 100).toFixed(digits)} %`

export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10))
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** 75 → 1:15, 3700 → 1:01:40. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/**
 * Columns as wide as their widest cell; a column of nothing but figures (or nothing) stands to the right, under a
 * heading that does too.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = headings.map((heading, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return {
      width: Math.max(heading.length, ...cells.map(({ length }) => length)),
      figures: cells.length > 0 && cells.every((cell) => /^([-+–]?\d[\d.,/:]*( \S{1,6})?|–|)$/.test(cell))
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
