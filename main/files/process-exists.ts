import { readFileSync, readlinkSync } from 'node:fs'
import { uptime } from 'node:os'

/** Whether a process of this machine lives. */
export function processExists(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Linux counts times of processes in hundredths of a second since it was started, on every processor of today. */
const ticksPerSecond = 100
/** Of the fields behind the name of the program, which stands in parentheses and may hold any. */
const startField = 19

/** When this machine was started, in milliseconds since 1970. */
export const machineStartedAt = (): number => Date.now() - uptime() * 1000

/** When a process of this machine began, in milliseconds since 1970; null where the system does not tell. */
export function processStartedAt(id: number): number | null {
  const ticks = startTicksOf(id)
  return ticks === null ? null : machineStartedAt() + (ticks / ticksPerSecond) * 1000
}

/** The same in hundredths of a second since the machine's start, which no setting of a clock changes. */
export function startTicksOf(id: number): number | null {
  try {
    const line = readFileSync(`/proc/${id}/stat`, 'latin1')
    const ticks = Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[startField])
    return Number.isFinite(ticks) ? ticks : null
  } catch {
    return null
  }
}

/** Those processes among which a number is one's own here; null where the system knows but one such set. */
export function processNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return null
  }
}
