/** Whether the process that owns a run still lives. A killed process cannot say so itself. */
import { hostname } from 'node:os'
import { machineStartedAt, processExists, processStartedAt } from '../main/files/process-exists'
import type { RunStatus } from '../preload/schema/run'

/** A training tells that it lives every second; a machine may sleep or swap, so silence counts only after a while. */
const silenceLimit = 60_000

export interface Owner { host: string; process: number; heartbeatAt: string }

export const thisOwner = (now: Date): Owner => ({
  host: hostname(),
  process: process.pid,
  heartbeatAt: now.toISOString()
})

/** A run stored as running is interrupted when its process is gone from this machine, or silent for a minute. */
export function statusNow(
  stored: Exclude<RunStatus, 'interrupted'>,
  owner: Owner,
  now: number = Date.now()
): RunStatus {
  if (stored !== 'running') return stored
  const silent = now - Date.parse(owner.heartbeatAt) > silenceLimit
  const gone = owner.host === hostname() && !processExists(owner.process)
  return silent || gone ? 'interrupted' : 'running'
}

/** Clocks of a machine and of its processes are not that exact, in milliseconds. */
const clockTolerance = 5000

/**
 * Whether the process of a run that reads as interrupted can write to it no more. One that is only silent may be held,
 * or its machine may just have woken up: it would go on writing. A process that has been given its number since is
 * another. Of another machine silence is all that can be known.
 */
export function isGone({ host, process: id, heartbeatAt }: Owner, now: number = Date.now()): boolean {
  const heard = Date.parse(heartbeatAt)
  if (host !== hostname()) return now - heard > silenceLimit
  if (!processExists(id)) return true
  return Math.max(machineStartedAt(), processStartedAt(id) ?? 0) > heard + clockTolerance
}
