/** What was measured, as a table for people and as a file for programs. */
import { writeFileSync } from 'node:fs'
import { table } from '../../main/cli/terminal'
import type { Measured } from './measure'

const shown = ({ name, value, unit, limit, ok }: Measured): string[] => [
  name,
  `${value.toFixed(2)} ${unit}`,
  limit ? `${limit.kind} ${limit.value}` : '',
  limit ? (ok ? 'reached' : 'not reached') : ''
]

/** @param json the file that is written too, if any. The exit code tells whether every limit was reached. */
export function report(measured: readonly Measured[], json: string | undefined): void {
  process.stdout.write(table(['what', 'measured', 'limit', ''], measured.map(shown)) + '\n')
  if (json) writeFileSync(json, JSON.stringify(measured, null, 2) + '\n')
  if (measured.some(({ ok }) => !ok)) process.exitCode = 1
}
