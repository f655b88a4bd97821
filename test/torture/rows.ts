/**
 * The table of docs/reliability.md: what is tried, in its order, and what others promise for the same. Results are kept
 * in a file for each row, so that whatever tries a row writes it alone.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { projectFolder } from '../../scripts/setup/places.mjs'

interface Fault {
  fault: string
  /** By the documentation of SQLite, of Keras' BackupAndRestore and of Lightning. */
  promised: string
}

const nothing = 'Keras, Lightning: nothing'

/** In the order of the table. */
export const faults = {
  kills: {
    fault: 'a process that records a run is killed while it writes, up to three times, and the run goes on',
    promised: 'SQLite: a transaction is there whole or not at all. Keras: the last finished epoch is gone on from, ' +
      'of one backup that each overwrites. Lightning: the last checkpoint, where one was asked for'
  },
  trainings: {
    fault: 'a real training of each method is killed at a random moment, up to three times, and resumed',
    promised: 'Keras: what an epoch had begun is done again. Lightning: in the middle of one it warns of unreliable ' +
      'results, unless the data loader keeps a state. Neither promises the same numbers'
  },
  'full disk': {
    fault: 'a training on a disk that is full, at sizes from nothing to enough; while it is, the list, the run with ' +
      'its masks and evaluations, and deleting it',
    promised: `SQLite: the transaction is undone and SQLITE_FULL told. ${nothing}`
  },
  'read-only store': {
    fault: 'a store on a medium that cannot be written, with runs that ended, and one cut off with its log: the ' +
      'list, each run with its masks and evaluations; deleting says why not',
    promised: 'SQLite: a file with a log opens there only where its index is there, too'
  },
  'calls of the recorder': {
    fault: 'every n-th write, read, wait for the disk, name, truncation, opening (EIO) and allocation (ENOMEM) of ' +
      'a recorded run fails, once; every n-th write and all after it (ENOSPC)',
    promised: `SQLite: no damage, tried by its own tests in the same way. ${nothing}`
  },
  'calls of the catalogue': {
    fault: 'the same of a list of runs, read and kept twice', promised: `SQLite: the same. ${nothing}`
  },
  'calls of imports': {
    fault: 'the same of a run file that joins the store, and of models that are read',
    promised: 'Keras, Lightning: an exception of the system’s'
  },
  'calls of exports': {
    fault: 'the same of an export in each format, into a new folder and over an earlier model',
    promised: 'Keras, Lightning: files are written in place'
  },
  'power loss': {
    fault: 'the power goes behind any operation of a recorded run, a list, an added run or an export; of what was ' +
      'not synchronised nothing, some, some in another order, torn sectors, or all is there',
    promised: `SQLite: with WAL and synchronous=FULL a transaction that has ended stays. ${nothing}`
  },
  fuzz: {
    fault: 'run files, models, data sets, messages and arguments, mutated',
    promised: `SQLite: its own fuzzers. ${nothing}`
  },
  soak: {
    fault: 'one training after another by the queue of a server, with its pages open: memory, files and processes ' +
      'stay as they were',
    promised: nothing
  }
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** Tried by `npm run torture` itself. */
export const tortures = (Object.keys(faults) as FaultName[]).filter((name) => name !== 'fuzz')

/** Asked for by name alone: it shows something after an hour. */
export const long: readonly FaultName[] = ['soak']

const resultSchema = z.strictObject({
  /** What writes the row again. */
  command: z.string(),
  tried: z.number().int(),
  survived: z.number().int(),
  /** What of finished work was lost, in words. */
  lost: z.string(),
  /** What "tried" counts, and what else was counted. */
  remark: z.string(),
  measured: z.string()
})
export type Result = z.infer<typeof resultSchema>

const folder = join(projectFolder, 'test', 'torture', 'results')
const page = join(projectFolder, 'docs', 'reliability.md')

const fileOf = (name: string): string => join(folder, `${name.replaceAll(' ', '-')}.json`)

export function keepResult(name: FaultName, result: Omit<Result, 'measured'>): void {
  mkdirSync(folder, { recursive: true })
  const measured = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'processor'}`
  writeFileSync(fileOf(name), JSON.stringify({ ...result, measured }, null, 2) + '\n')
}

const heading = '<!-- table: written by npm run torture -- --report -->'
const end = '<!-- end of table -->'

/** Puts the table of all results that are kept into the page; its words stay. */
export function writePage(): void {
  const rows = (Object.keys(faults) as FaultName[]).flatMap((name) => rowOf(name))
  const head = ['| fault | tried | survived | lost | again by | what others promise |', '|---|---|---|---|---|---|']
  const table = [...head, ...rows]
  const before = readFileSync(page, 'utf8')
  const [start, after] = [before.indexOf(heading), before.indexOf(end)]
  if (start < 0 || after < 0) throw new Error(`${page} has no place for the table`)
  writeFileSync(page, before.slice(0, start + heading.length) + `\n${table.join('\n')}\n` + before.slice(after))
}

function rowOf(name: FaultName): string[] {
  if (!existsSync(fileOf(name))) return []
  const { command, tried, survived, lost, remark, measured } =
    resultSchema.parse(JSON.parse(readFileSync(fileOf(name), 'utf8')))
  const { fault, promised } = faults[name]
  const number = (value: number): string => value.toLocaleString('en')
  const cells = [
    fault, `${number(tried)} (${remark}; ${measured})`, number(survived), lost, `\`${command}\``, promised
  ]
  return [`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`]
}
