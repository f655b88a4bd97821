/**
 * Whether the process that owns a run still lives. A killed process cannot say so itself, but the lock that it held is
 * free then (db/lock). Where there is no lock, of a file that an earlier Maskscope writes or of a copy, or none that
 * other machines see, the sign of life counts that the file holds.
 */
import { hostname } from 'node:os'
import { machineStartedAt, processExists, processStartedAt } from '../main/files/process-exists'
import type { RunStatus } from '../preload/schema/run'
import type { LockState } from './lock/file-lock'

/** A training tells that it lives every second; a machine may sleep or swap, so silence counts only after a while. */
const silenceLimit = 60_000

/**
 * Milliseconds. A run that is written elsewhere says ahead when it is heard next; what is later than this is a clock
 * that was wrong.
 */
export const longestAhead = 24 * 3_600_000

export interface Owner { host: string; process: number; heartbeatAt: string }

export const thisOwner = (now: Date): Owner => ({
  host: hostname(),
  process: process.pid,
  heartbeatAt: now.toISOString()
})

/** A run stored as running is interrupted when nobody holds its lock; without one, if its process is gone or silent. */
export function statusNow(
  stored: Exclude<RunStatus, 'interrupted'>,
  owner: Owner,
  lock: LockState,
  now: number = Date.now()
): RunStatus {
  if (stored !== 'running') return stored
  if (lock !== 'unknown') return lock === 'held' ? 'running' : 'interrupted'
  const gone = owner.host === hostname() && !processExists(owner.process)
  return gone || isSilent(owner, now) ? 'interrupted' : 'running'
}

/** What is no instant was never heard. */
function isSilent({ heartbeatAt }: Owner, now: number): boolean {
  const ago = now - Date.parse(heartbeatAt)
  return !(ago <= silenceLimit && ago >= -longestAhead)
}

/** Clocks of a machine and of its processes are not that exact, in milliseconds. */
const clockTolerance = 5000

/**
 * Whether the process of a run that reads as interrupted can write to it no more. Without a lock, one that is only
 * silent may be held, or its machine may just have woken up: it would go on writing. A process that has been given its
 * number since is another. Of another machine silence is all that can be known.
 */
export function isGone(owner: Owner, lock: LockState, now: number = Date.now()): boolean {
  if (lock !== 'unknown') return lock === 'free'
  const { host, process: id, heartbeatAt } = owner
  if (host !== hostname()) return isSilent(owner, now)
  if (!processExists(id)) return true
  const heard = Date.parse(heartbeatAt)
  const isInstant = heard - now <= longestAhead
  return !isInstant || Math.max(machineStartedAt(), processStartedAt(id) ?? 0) > heard + clockTolerance
}
