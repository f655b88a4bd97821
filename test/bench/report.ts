/** What was measured, as a table for people, as a file for programs, and as the page of the documents. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { version } from '../../package.json'
import { table } from '../../main/cli/terminal'
import { bytes } from '../../preload/schema/format'
import type { Measured } from './measure'
import { pageOf, type Section } from './page'
import { cellsOf } from './row'

const page = join('docs', 'performance.md')

/** A part of the bench, and what it came to. */
export interface Group { title: string; text: readonly string[]; measured: readonly Measured[] }

/** The rows of one part, for people who wait for the others. */
export function printGroup({ title, measured }: Group): void {
  const rows = table(['what', 'measured', 'limit', ''], measured.map(cellsOf))
  process.stdout.write(`${title}\n${rows}\n\n`)
}

/**
 * Writes what was asked for. The exit code tells whether every limit was reached.
 * @param json the file that is written too, if any
 * @param order titles of the page of the documents in their order; null where it is not written
 */
export function report(groups: readonly Group[], json: string | undefined, order: readonly string[] | null): void {
  const measured = groups.flatMap((group) => group.measured)
  if (json) writeFileSync(json, JSON.stringify(measured, null, 2) + '\n')
  if (order) {
    const before = existsSync(page) ? readFileSync(page, 'utf8') : ''
    writeFileSync(page, pageOf(before, groups.map((group): Section => ({ ...group, stamp: stamp() })), order))
  }
  if (measured.some(({ ok }) => !ok)) process.exitCode = 1
}

/** When and on what. */
function stamp(): readonly string[] {
  const processors = cpus()
  const machine = `${processors[0]?.model ?? 'unknown'} × ${processors.length}, ${bytes(totalmem())}`
  const day = new Date().toISOString().slice(0, 10)
  return [`Measured on ${day}: ${machine}, Node ${process.versions.node}, Maskscope ${version}.`]
}
