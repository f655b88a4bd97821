/**
 * Lets the disk take what is written to a run's write-ahead log while more is computed. SQLite itself waits for the
 * disk only when it moves the log, and then for all of it.
 */
import { closeSync, fdatasync, openSync } from 'node:fs'

/** Bytes after which the disk is asked again. */
const often = 4 * 2 ** 20

export class LogWriteBack {
  readonly #path: string
  /** The log's file; null before it is needed and when nothing more is coming. */
  #log: number | null = null
  #bytes = 0
  #state: 'idle' | 'asked' | 'asked last' = 'idle'

  /** @param path of the run file, which some connection writes to */
  constructor(path: string) {
    this.#path = `${path}-wal`
  }

  wrote(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < often || this.#state !== 'idle') return
    this.#log ??= openSync(this.#path, 'r+')
    this.#bytes = 0
    this.#state = 'asked'
    // What fails here fails again where SQLite asks, which tells of it.
    fdatasync(this.#log, () => { this.#answered() })
  }

  close(): void {
    if (this.#state === 'asked') this.#state = 'asked last'
    else this.#closeLog()
  }

  #answered(): void {
    if (this.#state === 'asked last') this.#closeLog()
    this.#state = 'idle'
  }

  #closeLog(): void {
    if (this.#log !== null) closeSync(this.#log)
    this.#log = null
  }
}
