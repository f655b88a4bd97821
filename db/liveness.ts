/** Whether the process that owns a run still lives. A killed process cannot say so itself. */
import { hostname } from 'node:os'
import { processExists } from '../main/files/process-exists'
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
