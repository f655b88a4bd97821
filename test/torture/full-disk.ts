/**
 * A training on a disk of so many bytes, for sizes from nothing to enough. While it is full the list is read, the run
 * is shown with its masks and evaluations, and in the end deleted; and its file says that the disk was full.
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { reservedBytes } from '../../db/reserved-room'
import { RunStore } from '../../db/store'
import { Trash } from '../../db/trash'
import type { Disk } from './disk'
import { thrown } from './every-call'
import { unspoken } from './judge'
import { unusable } from './looking'
import { runId } from './scripted-run'
import type { Tally } from './tally'
import type { Work } from './work'
import { recording } from './works/recording'

export async function fullDisk(disk: Disk, points: number, tally: Tally): Promise<{ told: number }> {
  const work = recording(true)
  const whole = await bytesOf(disk, work)
  let told = 0
  for (let point = 0; point < points; point++) {
    const bytes = sizeAt(point / Math.max(1, points - 1), whole)
    const folder = disk.place('full')
    await work.prepare(folder)
    disk.holds(bytes)
    const error = await thrown(() => work.carryOut(folder, disk))
    const whileFull = unspoken(error) ?? unusable(new RunStore(folder))
    disk.holds(null)
    if (error !== null && existsSync(new RunStore(folder).runPath(runId))) told += 1
    const judged = whileFull ?? work.judge(folder, error)
    disk.holds(bytes)
    tally.add(`a disk of ${bytes} bytes`, judged ?? undeleted(new RunStore(folder)))
    disk.holds(null)
    rmSync(folder, { recursive: true, force: true })
  }
  return { told }
}

/** Of the file of a run that has ended. */
async function bytesOf(disk: Disk, work: Work): Promise<number> {
  const folder = disk.place('whole')
  await work.prepare(folder)
  await work.carryOut(folder, disk)
  const { size } = statSync(new RunStore(folder).runPath(runId))
  rmSync(folder, { recursive: true, force: true })
  return size
}

/** A tenth of the sizes is too small to begin with; most others fill up meanwhile. @param at from 0 to 1 */
function sizeAt(at: number, whole: number): number {
  const begun = reservedBytes + whole
  return Math.round(at < 0.1 ? begun * at * 10 : begun + 0.9 * whole * (at - 0.1) / 0.9)
}

function undeleted(store: RunStore): string | null {
  try {
    if (existsSync(store.runPath(runId))) new Trash(store).put(runId)
    return existsSync(store.runPath(runId)) ? 'it is still there' : null
  } catch (error) {
    return String(error)
  }
}
