/**
 * Folders for what lasts no longer than one piece of work. A folder's name says whose it is, so that what a killed
 * process left is removed by the next one, and nothing else:
 *
 *     maskscope-<purpose>-<machine and process numbers>-<process>-<six letters>
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { processExists, processNamespace } from './process-exists'

/** `run`: where one is written whose store lies on a network. A killed training may have more there than its store. */
export type Purpose =
  'run' | 'report' | 'graph' | 'example' | 'export' | 'left-open' | 'opened' | 'process' | 'keras'

/** @throws Failure when the folder, the system's for temporary files unless told otherwise, takes none */
export function makeTemporaryFolder(purpose: Purpose, inside = tmpdir()): string {
  try {
    return mkdtempSync(join(inside, `maskscope-${purpose}-${here()}-${process.pid}-`))
  } catch (error) {
    const reason = reasonOf(error)
    throw new Failure(
      `No temporary folder can be made in ${inside} (${reason}); set TMPDIR to a folder that can be written.`
    )
  }
}

/** What nobody has written to for so long is no process' any more, wherever that was: a training writes each minute. */
const abandonedAfter = 30 * 24 * 3_600_000

/** Removes what processes left that are gone. What cannot be removed, or is another user's, stays. */
export function removeAbandonedTemporary(inside = tmpdir()): void {
  for (const name of namesIn(inside)) {
    const [, purpose, place, owner] = /^maskscope-([a-z-]+)-([0-9a-f]{12})-(\d+)-\w{6}$/.exec(name) ?? []
    if (purpose === undefined) continue
    const folder = join(inside, name)
    if (!isOwnFolder(folder) || (place === here() && processExists(Number(owner)))) continue
    const isKept = place !== here() || purpose === 'run'
    if (!isKept || Date.now() - lastWritten(folder) > abandonedAfter) removeIfPossible(folder)
  }
}

let place: string | null = null

/** Where the number of a process is its own: this machine, and on Linux the container in it. */
function here(): string {
  place ??= createHash('sha256').update(`${hostname()} ${processNamespace() ?? ''}`).digest('hex').slice(0, 12)
  return place
}

/** A link in its place leads to what is none of ours. */
function isOwnFolder(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid())
}

function lastWritten(folder: string): number {
  const times = [folder, ...namesIn(folder).map((name) => join(folder, name))].map((path) =>
    statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(...times)
}

/** None where there is no such folder, or it cannot be read; whoever needs it says so. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** With all that is in it, unless another program holds a file of it, or it cannot be written: the next one tries. */
export function removeIfPossible(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // It stays.
  }
}
