/** Writes down what a piece of work asks of the disk, and judges what a power loss at any moment of it leaves. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from '../../main/engine/random'
import type { Disk } from './disk'
import { before, numbered, operationsIn, type Operation } from './operations'
import { losses, Platter } from './platter'
import type { Tally } from './tally'
import type { Work } from './work'

/** @param most moments, of all behind an operation; those around the first and the last are among them */
export async function powerLoss(disk: Disk, work: Work, stream: Random, most: number, tally: Tally): Promise<number> {
  const parent = mkdtempSync(join(tmpdir(), 'maskscope-torture-'))
  const folder = disk.place('recorded')
  try {
    await work.prepare(folder)
    const there = before(folder)
    disk.record(join(parent, 'log'))
    await work.carryOut(folder, disk)
    disk.record(null)
    const wrong = work.judge(folder, null)
    if (wrong !== null) throw new Error(`${work.name} does not work: ${wrong}`)
    const operations = numbered([...there, ...operationsIn(join(parent, 'log'))])
    rmSync(folder, { recursive: true, force: true })
    const moments = chosen(operations, there.length, most, stream)
    for (const moment of moments) judgeMoment(work, operations, moment, stream, folder, parent, tally)
    return operations.length - there.length
  } finally {
    disk.record(null)
    rmSync(parent, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many operations have been asked for when the power goes. */
function chosen(operations: readonly Operation[], first: number, most: number, stream: Random): number[] {
  const all = Array.from({ length: operations.length - first + 1 }, (_, at) => first + at)
  if (all.length <= most) return all
  return [...stream.permutation(all.length)].slice(0, most).flatMap((at) => all[at] ?? []).sort((a, b) => a - b)
}

function judgeMoment(
  work: Work, operations: readonly Operation[], moment: number, stream: Random, root: string, parent: string,
  tally: Tally
): void {
  const platter = new Platter()
  for (const operation of operations.slice(0, moment)) platter.add(operation)
  for (const loss of losses) {
    const folder = join(parent, 'left')
    mkdirSync(folder)
    platter.leave(loss, stream, root, folder)
    tally.add(`${work.name}, power lost behind operation ${moment} (${loss} of what was not synchronised is there)`,
      judged(work, folder, platter.notes))
    rmSync(folder, { recursive: true, force: true })
  }
}

function judged(work: Work, folder: string, notes: readonly string[]): string | null {
  try {
    return work.afterPowerLoss(folder, notes)
  } catch (error) {
    return error instanceof Error ? error.stack ?? error.message : String(error)
  }
}
