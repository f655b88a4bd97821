/** Shares cases out among targets and processes, and keeps what went wrong. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { targets } from './targets'
import type { Kind, Target } from './target'
import type { Finding } from './task'
import { add, nothingTried, Watch, type Tally } from './watch'

export interface Asked {
  cases: number
  seed: number
  /** Empty for all: kinds, or names of targets. */
  only: readonly string[]
  /** Only this case of the one target. */
  number: number | null
  programs: string
  projectFolder: string
  /** Where inputs that went wrong are kept; null where they are not. */
  keep: string | null
}

export interface Row extends Tally { name: string; kind: Kind; explanation: string; seconds: number }

/** Cases for which another process is worth its start. */
const casesWorthAnother = 2000

/** Cases that a process tries before another goes on: what one leaves behind stays small. */
const casesOfProcess = 10_000

const chosen = (only: readonly string[]): [name: string, target: Target][] =>
  [...targets].filter(([name, { kind }]) => only.length === 0 || only.includes(kind) || only.includes(name))

/** @param tell of each target, when its cases are done */
export async function fuzz(asked: Asked, tell: (row: Row, done: number) => void = () => undefined): Promise<Row[]> {
  const among = chosen(asked.only)
  const shares = among.reduce((sum, [, { share }]) => sum + share, 0)
  const rows: Row[] = []
  let done = 0
  for (const [name, target] of among) {
    const cases = Math.max(1, Math.round(asked.cases * target.share / shares))
    const started = performance.now()
    const tally = await casesOf(asked, name, target, cases)
    const { kind, explanation } = target
    const row = { name, kind, explanation, seconds: (performance.now() - started) / 1000, ...tally }
    for (const finding of tally.findings) if (asked.keep !== null) keep(asked.keep, asked.seed, finding)
    rows.push(row)
    done += cases
    tell(row, done / asked.cases)
  }
  return rows
}

/** As many processes side by side as there are cores. */
async function casesOf(
  { seed, number, programs, projectFolder }: Asked, name: string, target: Target, cases: number
): Promise<Tally> {
  const watch = new Watch(programs, projectFolder, target)
  if (number !== null) return watch.carryOut({ target: name, seed, from: number, to: number + 1, apart: false })
  const processes = Math.min(availableParallelism(), Math.ceil(cases / casesWorthAnother))
  const piece = Math.min(casesOfProcess, Math.ceil(cases / processes))
  const starts = Array.from({ length: Math.ceil(cases / piece) }, (_, i) => i * piece).values()
  const tally = nothingTried()
  const inTurn = async (): Promise<void> => {
    for (const from of starts)
      add(tally, await watch.carryOut({ target: name, seed, from, to: Math.min(cases, from + piece), apart: false }))
  }
  await Promise.all(Array.from({ length: processes }, inTurn))
  return tally
}

/** What repeats it. */
export const commandOf = (seed: number, { target, number }: Pick<Finding, 'target' | 'number'>): string =>
  `npm run fuzz -- --only ${target} --seed ${seed} --case ${number}`

function keep(folder: string, seed: number, finding: Finding): void {
  const place = join(folder, `${finding.target}-${seed}-${finding.number}`)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'finding.txt'), `${finding.fault}\n\n${commandOf(seed, finding)}\n`)
  for (const [name, bytes] of Object.entries(finding.files))
    writeFileSync(join(place, name.replaceAll('/', '-')), Buffer.from(bytes, 'base64'))
}
