/**
 * Tables and lines on a terminal: the one way there. A terminal obeys control characters, and texts of a run file, its
 * name, why it failed, its layers, are whatever somebody wrote; so every one is shown by a sign of its own.
 */

/** What a terminal obeys, or what turns the order of letters round. */
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The pictures that Unicode has of the first ones, and the numbers of the others. */
function signOf(control: string): string {
  const code = control.charCodeAt(0)
  if (code === 0x7f) return '␡'
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${hexadecimal(code)}`
}

const hexadecimal = (code: number): string => code.toString(16).padStart(4, '0')

/** A text of one line: it cannot begin another. */
export const line = (text: string): string => text.replace(controls, signOf)

/** Text of several lines, each of which we began. */
const lines = (text: string): string => text.split('\n').map(line).join('\n')

/** Columns as wide as their widest cell. Numeric columns are right-aligned, and their headings too. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const texts = rows.map((row) => row.map(line))
  const columns = headings.map((heading, column) => {
    const cells = texts.map((row) => row[column] ?? '')
    return {
      width: Math.max(heading.length, ...cells.map(({ length }) => length)),
      figures:
        cells.length > 0 && cells.every((cell) => /^([-−+–]?\d[\d.,/:]*(e[-+]\d+)?( \S{1,6})?|–|)$/.test(cell))
    }
  })
  const row = (cells: readonly string[]): string =>
    columns
      .map(({ width, figures }, column) => {
        const cell = cells[column] ?? ''
        return figures ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [row(headings.map(line)), ...texts.map(row)].join('\n')
}

export const print = (text: string): void => { process.stdout.write(lines(text) + '\n') }
/** The same value for whoever reads it, as JSON has a way to write every character. */
export const printJson = (value: unknown): void => {
  const text = JSON.stringify(value, null, 2)
  const written = (control: string): string => (control === '\n' ? control : `\\u${hexadecimal(control.charCodeAt(0))}`)
  process.stdout.write(text.replace(controls, written) + '\n')
}
/** For people only; standard output stays clean for programs. */
export const remark = (text: string): void => { process.stderr.write(lines(text) + '\n') }
