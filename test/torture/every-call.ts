/** Lets every single call of a piece of work fail in turn, and judges what that left. */
import { rmSync } from 'node:fs'
import type { Call, Disk, ErrorName } from './disk'
import { unspoken } from './judge'
import type { Tally } from './tally'
import type { Work } from './work'

export interface Fault { call: Call; error: ErrorName; how: 'once' | 'ever' }

/** @param most calls to fail at, spread over all that there are @returns how many there were, and what was thrown */
export async function everyCall(disk: Disk, work: Work, fault: Fault, tally: Tally, most = Infinity): Promise<number> {
  const { made, error } = await attempt(disk, work, { ...fault, at: 0 }, 'counted')
  if (error !== null) throw error
  const every = Math.max(1, made / most)
  for (let point = 1; Math.floor(point) <= made; point += every) {
    const at = Math.floor(point)
    const name = `${work.name}, ${fault.call} ${at} of ${made} ${fault.error} ${fault.how}`
    const { wrong } = await attempt(disk, work, { ...fault, at }, 'tried')
    tally.add(name, wrong)
  }
  return made
}

interface Attempt { made: number; error: unknown; wrong: string | null }

async function attempt(disk: Disk, work: Work, fault: Fault & { at: number }, name: string): Promise<Attempt> {
  const folder = disk.place(name)
  try {
    await work.prepare(folder)
    disk.fail(fault.call, fault.at, fault.error, fault.how)
    const error = await thrown(() => work.carryOut(folder, disk))
    const { calls: made } = disk.heal()
    return { made, error, wrong: unspoken(error) ?? work.judge(folder, error) }
  } finally {
    disk.heal()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What it throws, or null. */
export async function thrown(work: () => void | Promise<void>): Promise<unknown> {
  try {
    await work()
    return null
  } catch (error) {
    return error
  }
}
