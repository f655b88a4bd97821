/** `npm run fuzz [-- OPTION …]`: changed inputs of every kind, and what becomes of them (`--help`). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { table } from '../../main/cli/terminal'
import { bytes } from '../../preload/schema/format'
import { commandOf, fuzz, type Row } from './fuzz'
import { keepResult, writePage } from '../torture/rows'
import { kinds } from './target'
import { targets } from './targets'

const usual = 1_000_000
const projectFolder = join(import.meta.dirname, '..', '..')

const help = `npm run fuzz [-- OPTION …]: changed inputs of every kind; none may end or hang a program

  --cases N      how many (default: ${usual})
  --seed S       of the changes (default: 1); the same seed makes the same inputs
  --only NAME    as often as wanted: ${kinds.join(', ')}, or one of
                 ${[...targets.keys()].join(', ')}
  --case N       only this case of the target
  --json FILE    writes what was counted
  --report       writes the row of docs/reliability.md

What went wrong is kept below .test/fuzz/findings, each with the command that repeats it.
`

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: String(usual) }, seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: [] }, case: { type: 'string' }, json: { type: 'string' },
    report: { type: 'boolean', default: false }, help: { type: 'boolean', default: false }
  }
})

const cells = ({ name, kind, tried, accepted, refused, findings, mostBytes, slowest, seconds }: Row): string[] => [
  kind, name, ...[tried, accepted, refused, findings.length].map(String), bytes(mostBytes),
  `${(slowest / 1000).toFixed(2)} s`, `${seconds.toFixed(0)} s`
]
const headings = ['kind', 'target', 'tried', 'taken', 'refused', 'faults', 'memory', 'slowest', 'time']

function report(rows: readonly Row[], cases: number, seed: number): void {
  const sum = (count: (row: Row) => number, of = rows): number => of.reduce((total, row) => total + count(row), 0)
  const byKind = [...Map.groupBy(rows, ({ kind }) => kind)]
    .map(([kind, own]) => `${kind} ${sum(({ tried }) => tried, own).toLocaleString('en')}`)
  const [tried, faults] = [sum((row) => row.tried), sum(({ findings }) => findings.length)]
  keepResult('fuzz', {
    command: `npm run fuzz -- --cases ${cases} --seed ${seed}`, tried, survived: tried - faults,
    lost: 'nothing outside the folder of a case', remark: byKind.join(', ')
  })
  writePage()
}

async function main(): Promise<void> {
  if (values.help) return void process.stdout.write(help)
  const [cases, seed] = [Number(values.cases), Number(values.seed)]
  const started = performance.now()
  const rows = await fuzz({
    cases, seed, only: values.only, number: values.case === undefined ? null : Number(values.case),
    programs: import.meta.dirname, projectFolder, keep: join(projectFolder, '.test', 'fuzz', 'findings')
  }, (row, done) => {
    const left = (performance.now() - started) / 1000 * (1 - done) / done
    process.stderr.write(`${row.name}: ${row.tried} cases in ${row.seconds.toFixed(0)} s, ` +
      `${row.findings.length} faults; about ${left.toFixed(0)} s left\n`)
  })
  process.stdout.write(`${table(headings, rows.map(cells))}\n`)
  for (const { findings } of rows) for (const finding of findings)
    process.stdout.write(`\n${commandOf(seed, finding)}\n  ${finding.fault.split('\n').slice(0, 4).join('\n  ')}\n`)
  if (values.report) report(rows, cases, seed)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ seed, rows }, null, 2) + '\n')
  if (rows.some(({ findings }) => findings.length > 0)) process.exitCode = 1
}

void main()
