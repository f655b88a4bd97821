/**
 * Room on the disk of a run's file, for what has to be written when the disk is full: why the run ended. It is held by
 * a file without a name, so that the system gives it back however the process ends.
 */
import { randomFillSync } from 'node:crypto'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { partialPath } from '../main/files/partial-file'

/**
 * Bytes: a run's row with the largest network's topology, and the pages of SQLite's that change with it, in the log and
 * again in the file.
 */
export const reservedBytes = 2 ** 20

export class ReservedRoom {
  #file: number | null

  /** @throws the system's error where there is no such room */
  constructor(path: string, bytes = reservedBytes) {
    const name = partialPath(`${path}-room`)
    // What lies there is of a process of this number that is gone.
    this.#file = openSync(name, 'w')
    try {
      rmSync(name)
      // What is all zeros takes no room on some file systems.
      const content = randomFillSync(Buffer.alloc(bytes))
      for (let done = 0; done < bytes;) done += writeSync(this.#file, content, done)
    } catch (error) {
      this.release()
      throw error
    }
  }

  release(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }
}
