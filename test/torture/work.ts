/** Pieces of the program's work that write to a disk, each with what must hold however that fails. */
import type { Disk } from './disk'

export interface Work {
  name: string
  /** Without faults, in a folder of its own. */
  prepare: (folder: string) => void | Promise<void>
  /** Under faults. What it throws must be a sentence. */
  carryOut: (folder: string, disk: Disk) => void | Promise<void>
  /**
   * Without faults again.
   * @param error what was thrown, or null
   * @returns what is broken or lost; null where nothing is
   */
  judge: (folder: string, error: unknown) => string | null
  /** The same of what a power loss left. @param notes what had been told before it */
  afterPowerLoss: (folder: string, notes: readonly string[]) => string | null
}
