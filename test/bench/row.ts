/** How a measured value is written, in a terminal and in the documents alike. */
import type { Measured } from './measure'

/** What, how much, its limit, and whether that is reached. */
export function cellsOf({ name, value, unit, limit, ok, note }: Measured): string[] {
  const figure = value === null ? null : `${value.toFixed(2)} ${unit}`
  const remark = figure !== null && note !== null ? `(${note})` : note
  return [
    name,
    [figure, remark].filter((part) => part !== null).join(' '),
    limit ? `${limit.kind} ${limit.value}` : '',
    limit ? (ok ? 'reached' : 'not reached') : ''
  ]
}
