/** What runs under faults.c: `faulty PART OPTIONS`, options as JSON. Its last line is what came of it, as JSON. */
import { random } from '../../main/engine/random'
import { exportFormatNames } from '../../preload/schema/export'
import { Disk, type Call, type ErrorName } from './disk'
import { everyCall, type Fault } from './every-call'
import { fullDisk } from './full-disk'
import { powerLoss } from './power-loss'
import { readOnlyStore } from './read-only-store'
import { Tally } from './tally'
import type { Work } from './work'
import { adding } from './works/adding'
import { exporting } from './works/exporting'
import { importing } from './works/importing'
import { listing } from './works/listing'
import { recording } from './works/recording'

export interface Options {
  seed: number
  /** Calls of each kind, moments, or sizes of the disk at which is tried; all there are where that is less. */
  most: number
  /** The same of allocations, of which there are a hundred times as many. */
  allocations: number
  /** Seconds after which nothing new is begun; of what has no end of its own. */
  seconds: number
}

export interface Outcome { tried: number; survived: number; broken: string[]; remark: string }

const disk = new Disk()
const tally = new Tally()

const once: Fault[] = (['write', 'read', 'sync', 'name', 'truncate', 'open', 'allocation'] as const).map((call: Call) =>
  ({ call, error: (call === 'allocation' ? 'ENOMEM' : 'EIO') satisfies ErrorName, how: 'once' }))
const fromThenOn: Fault[] = [
  { call: 'write', error: 'ENOSPC', how: 'ever' }, { call: 'name', error: 'EROFS', how: 'ever' },
  { call: 'open', error: 'EROFS', how: 'ever' }
]

async function callsOf(
  works: (fault: Fault) => readonly Work[], { most, allocations }: Options
): Promise<string> {
  let [calls, allocated, allocationsTried] = [0, 0, 0]
  for (const fault of [...once, ...fromThenOn]) {
    const isAllocation = fault.call === 'allocation'
    for (const work of works(fault)) {
      const before = tally.tried
      const made = await everyCall(disk, work, fault, tally, isAllocation ? allocations : most)
      if (isAllocation) allocated += made
      else calls += made
      if (isAllocation) allocationsTried += tally.tried - before
    }
  }
  return `${tally.tried - allocationsTried} of ${calls} calls, and ${allocationsTried} of ${allocated} allocations, ` +
    'evenly spread'
}

const touchesNoRun = ({ call }: Fault): boolean => call === 'write' || call === 'sync' || call === 'truncate'
const allExports = (): Work[] =>
  exportFormatNames.flatMap((format) => [exporting(format, false), exporting(format, true)])

const parts: Record<string, (options: Options) => Promise<string>> = {
  'calls of the recorder': (options) => callsOf(() => [recording(false)], options),
  'calls of the catalogue': (options) => callsOf((fault) => [listing(touchesNoRun(fault))], options),
  'calls of imports': (options) => callsOf(
    () => [adding(), importing('functional.keras'), importing('torch-like.onnx')], options
  ),
  'calls of exports': (options) => callsOf(() => allExports(), options),
  'full disk': async ({ most }) => {
    const { told } = await fullDisk(disk, most, tally)
    return `sizes of the disk, at ${told} of which the run ended for it and says so`
  },
  'read-only store': () => Promise.resolve(readOnlyStore(disk, tally)),
  'power loss': async ({ seed, most, seconds }) => {
    const stream = random(seed, 'power loss')
    const end = performance.now() + seconds * 1000
    let operations = 0
    do {
      for (const work of [recording(false), listing(false), adding(), exporting('npz', false), exporting('npz', true)])
        operations = Math.max(operations, await powerLoss(disk, work, stream, most, tally))
    } while (performance.now() < end)
    return `images of the disk; the recorded run asks for ${operations} operations`
  }
}

async function main(): Promise<void> {
  const [, , part = '', options = '{}'] = process.argv
  const work = parts[part]
  if (work === undefined) throw new Error(`there is no part "${part}"`)
  const remark = await work(JSON.parse(options) as Options)
  const outcome: Outcome = { tried: tally.tried, survived: tally.survived, broken: tally.broken, remark }
  process.stdout.write(`${JSON.stringify(outcome)}\n`)
}

void main()
