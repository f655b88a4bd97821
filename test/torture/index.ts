/**
 * `npm run torture [-- --minutes N] [--seed S] [--only PART …] [--report]`: lets disks, memory and processes fail, and
 * judges what that leaves. `--help` lists the parts.
 */
import { parseArgs } from 'node:util'
import { random } from '../../main/engine/random'
import { plural } from '../../preload/schema/format'
import type { Outcome } from './faulty'
import { kills } from './kills'
import { faultLibrary } from './library'
import { bundled, faulty } from './programs'
import { faults, keepResult, long, tortures, writePage, type FaultName } from './rows'
import { soak } from './soak'
import { Tally } from './tally'
import { trainings } from './trainings'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true }, report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})
const help = [
  'npm run torture -- [--minutes N] [--seed S] [--only PART …] [--report]', '',
  '--minutes  for the parts without an end of their own, together (10)',
  '--seed     of what is random (1)',
  '--report   keeps the results, and writes docs/reliability.md', '',
  'Parts:', ...tortures.map((name) => `  ${name}: ${faults[name].fault}`), ''
].join('\n')

/** These have no end of their own, and share the time. */
const timed: readonly FaultName[] = ['kills', 'trainings', 'power loss', 'soak']
/** Sizes of the disk; moments of a piece of work at once, of all that there are; allocations of one. */
const [sizes, moments, allocationsPerMinute] = [100, 20, 40]

interface Asked { seed: number; seconds: number }

async function outcomeOf(name: FaultName, { seed, seconds }: Asked): Promise<Outcome> {
  const end = performance.now() + seconds * 1000
  const isOver = (): boolean => performance.now() >= end
  const tally = new Tally()
  if (name === 'kills') {
    const hits = await kills(bundled('scripted-writer'), random(seed, name), isOver, tally)
    return { ...tally, remark: `runs, hit by ${plural(hits, 'kill')}` }
  }
  if (name === 'trainings') {
    const hits = await trainings(random(seed, name), isOver, tally)
    return { ...tally, remark: `trainings, hit by ${plural(hits, 'kill')}` }
  }
  if (name === 'soak') return { remark: await soak(isOver, tally), ...tally }
  const library = await faultLibrary()
  if ('missing' in library) throw new Error(library.missing)
  const most = name === 'full disk' ? sizes : name === 'power loss' ? moments : Number.MAX_SAFE_INTEGER
  const allocations = allocationsPerMinute * Number(values.minutes)
  return faulty(library.path, bundled('faulty'), name, { seed, most, allocations, seconds })
}

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const chosen = tortures.filter((name) => values.only?.includes(name) ?? !long.includes(name))
  const share = Number(values.minutes) * 60 / Math.max(1, chosen.filter((name) => timed.includes(name)).length)
  let broken = 0
  for (const name of chosen) {
    process.stderr.write(`${name} …\n`)
    const outcome = await outcomeOf(name, { seed: Number(values.seed), seconds: share })
    const { tried, survived, remark } = outcome
    broken += tried - survived
    process.stdout.write(`${name}: ${survived} of ${tried} survived (${remark})\n`)
    for (const one of outcome.broken) process.stdout.write(`  ${one}\n`)
    if (values.report) keep(name, outcome)
  }
  if (values.report) writePage()
  return broken > 0 ? 1 : 0
}

function keep(name: FaultName, { tried, survived, remark }: Outcome): void {
  const command = `npm run torture -- --only "${name}" --minutes ${values.minutes} --seed ${values.seed}`
  const lost = tried === survived ? '0 bytes of what was finished' : `something in ${tried - survived}`
  keepResult(name, { command, tried, survived, lost, remark })
}

void main().then((code) => { process.exitCode = code })
