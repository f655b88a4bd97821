/**
 * The process of cases: `worker TASK FOLDER PROJECT` tries one after the other, having noted its number in a file, so
 * that whoever watches knows which one does not end, or ended the process.
 */
import fs, { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Chance } from './chance'
import { faultOf, type Input, type Outcome } from './outcome'
import type { Cases } from './target'
import { targetOf } from './targets'
import { mostBytes, type Task, type Told } from './task'

const [, , taskText = '{}', folder = '', projectFolder = ''] = process.argv
const task = JSON.parse(taskText) as Task

const say = (told: Told): Promise<void> =>
  new Promise((resolve) => { process.send?.(told, undefined, undefined, () => resolve()) })

let current = task.from
let input: Input = { files: {} }

function found(fault: string): Promise<void> {
  const files = Object.fromEntries(Object.entries(input.files).map(([name, bytes]) =>
    [name, Buffer.from(bytes).toString('base64')]))
  return say({ kind: 'finding', finding: { target: task.target, number: current, fault, files } })
}

const detailsOf = (error: unknown): string =>
  (error instanceof Error ? error.stack ?? error.message : `thrown: ${String(error)}`)

// Where Node refuses writes elsewhere it has no way to wait for the disk, and no case is about that.
fs.fsyncSync = () => undefined
fs.fdatasyncSync = () => undefined

/** What nobody waits for has failed, and would end the product. */
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    void found(`nobody caught: ${detailsOf(error)}`).then(() => process.exit(1))
  })
}

const kilobyte = 1024
const mostTaken = (): number => process.resourceUsage().maxRSS * kilobyte

async function tried(cases: Cases, number: number): Promise<Outcome['kind'] | null> {
  input = cases.make(new Chance(task.seed, task.target, number))
  try {
    const outcome = await cases.try(input)
    const fault = faultOf(outcome)
    if (fault === null) return outcome.kind
    await found(outcome.kind === 'refused' ? `${fault}: ${outcome.sentence}` : fault)
  } catch (error) {
    await found(detailsOf(error))
  }
  return null
}

async function main(): Promise<void> {
  const cases = await targetOf(task.target).begin({ folder, projectFolder, apart: task.apart })
  const progress = openSync(join(folder, 'progress'), 'w')
  const counts = { accepted: 0, refused: 0 }
  let [isSpent, slowest] = [false, 0]
  for (current = task.from; current < task.to && !isSpent; current++) {
    writeSync(progress, `${current} ${counts.accepted} ${counts.refused}`.padEnd(40), 0)
    const started = performance.now()
    const kind = await tried(cases, current)
    slowest = Math.max(slowest, performance.now() - started)
    if (kind !== null) counts[kind]++
    isSpent = kind !== 'accepted' && (await cases.isSpent?.() ?? false)
    if (mostTaken() <= mostBytes) continue
    await found(`${Math.round(mostTaken() / 1e6)} MB were taken`)
    isSpent = true
  }
  cases.close?.()
  await say({ kind: 'ended', ...counts, next: current, mostBytes: mostTaken(), slowest })
  process.exit()
}

void main()
