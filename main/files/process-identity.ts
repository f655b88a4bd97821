/**
 * Which process it is, so that nobody takes another for it: a number alone is given again after a while, means another
 * process in another container, and nothing on another machine or after a start of the same one.
 */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { processExists, processNamespace, startTicksOf } from './process-exists'

export interface ProcessIdentity {
  host: string
  process: number
  /** When it began, in hundredths of a second since its machine's start; null where the system does not tell. */
  started: number | null
  /** Of the machine's start; null where the system does not tell. */
  boot: string | null
  /** Those among whom its number is its own; null where the system knows but one such set. */
  namespace: string | null
}

type Surroundings = Pick<ProcessIdentity, 'host' | 'boot' | 'namespace'>

export const thisProcess = (): ProcessIdentity =>
  ({ ...surroundings(), process: process.pid, started: startTicksOf(process.pid) })

/** None of these changes while a process lives, but its tests pass others. */
const surroundings = (): Surroundings => ({
  host: hostname(),
  boot: bootOfMachine(),
  namespace: processNamespace()
})

/** @returns null where its number means nothing here, as that of another machine or container does */
export function isAlive(
  { host, process: id, started, boot, namespace }: ProcessIdentity, here: Surroundings = surroundings()
): boolean | null {
  if (host !== here.host || namespace !== here.namespace) return null
  // The machine has been started since.
  if (boot !== here.boot) return false
  return processExists(id) && (started === null || started === startTicksOf(id))
}

/**
 * A name for where process numbers mean what they mean here, to stand in names of files: the machine's, and a
 * container's that counts its processes by itself.
 */
export function whereNumbersCount(namespace: string | null = surroundings().namespace): string {
  const own = /\d+/.exec(namespace ?? '')?.[0]
  return own === undefined || own === firstNamespace ? hostname() : `${hostname()}-${own}`
}

/** Linux' number for the processes of the machine itself (`PROC_PID_INIT_INO`). */
const firstNamespace = '4026531836'

function bootOfMachine(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch {
    return null
  }
}
