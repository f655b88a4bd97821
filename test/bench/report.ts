/** What was measured, as a table for people, as a file for programs, and as the page of the documents. */
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { version } from '../../package.json'
import { table } from '../../main/cli/terminal'
import { bytes } from '../../preload/schema/format'
import type { Measured } from './measure'

const page = join('docs', 'performance.md')

const shown = ({ name, value, unit, limit, ok }: Measured): string[] => [
  name,
  `${value.toFixed(2)} ${unit}`,
  limit ? `${limit.kind} ${limit.value}` : '',
  limit ? (ok ? 'reached' : 'not reached') : ''
]

/** Figures by what was measured, in the order in which they were. */
export type Groups = ReadonlyMap<string, readonly Measured[]>

/**
 * @param json the file that is written too, if any
 * @param ofDocuments whether the page of the documents is written. The exit code tells whether every limit was reached
 */
export function report(groups: Groups, json: string | undefined, ofDocuments: boolean): void {
  const measured = [...groups.values()].flat()
  process.stdout.write(table(['what', 'measured', 'limit', ''], measured.map(shown)) + '\n')
  if (json) writeFileSync(json, JSON.stringify(measured, null, 2) + '\n')
  if (ofDocuments) writeFileSync(page, markdown(groups))
  if (measured.some(({ ok }) => !ok)) process.exitCode = 1
}

function markdown(groups: Groups): string {
  const processors = cpus()
  const machine = `${processors[0]?.model ?? 'unknown'} × ${processors.length}, ${bytes(totalmem())}`
  const sections = [...groups].map(([title, measured]) => [
    `## ${title}`, '', '| what | measured | limit | |', '|---|---|---|---|',
    ...measured.map((one) => `| ${shown(one).join(' | ')} |`), ''
  ].join('\n'))
  return [
    '# Performance', '',
    `Written by \`npm run bench -- --report\` on ${new Date().toISOString().slice(0, 10)}: ${machine}, Node`,
    `${process.versions.node}, Maskscope ${version}. Only ratios are judged: what is compared runs in turn.`,
    '', ...sections
  ].join('\n')
}
