/** Every example's multi-layer support, one row per alternation and example, bits packed as docs/run-file.md says. */
import type { Database, Statement } from 'better-sqlite3'
import { Failure } from '../preload/schema/failure'

export class MaskTable {
  readonly #database: Database
  readonly #bytesPerExample: number
  readonly #insert: Statement
  readonly #select: Statement
  readonly #selectAll: (alternation: number, examples: Int32Array, packed: Uint8Array) => void
  readonly #insertAll: (alternation: number, first: number, packed: Uint8Array) => void

  constructor(database: Database, bytesPerExample: number) {
    this.#database = database
    this.#bytesPerExample = bytesPerExample
    this.#insert = database.prepare('INSERT INTO masks VALUES (?, ?, ?)')
    this.#select = database.prepare('SELECT bits FROM masks WHERE alternation = ? AND example = ?').pluck()
    // One transaction for a batch: 300 MB/s and more, where a transaction a row would wait for the disk each time.
    this.#insertAll = database.transaction((alternation: number, first: number, packed: Uint8Array) => {
      const examples = packed.length / bytesPerExample
      for (let i = 0; i < examples; i++) {
        this.#insert.run(alternation, first + i, packed.subarray(i * bytesPerExample, (i + 1) * bytesPerExample))
      }
    })
    // One for reading too: taking the lock for every row is a third of the time of rows of 3 KB.
    this.#selectAll = database.transaction((alternation: number, examples: Int32Array, packed: Uint8Array) => {
      examples.forEach((example, i) => packed.set(this.#bitsOf(alternation, example), i * bytesPerExample))
    })
  }

  /** Masks of the examples `first`, `first + 1`, …, packed one after the other. */
  write(alternation: number, first: number, packed: Uint8Array): void {
    this.#insertAll(alternation, first, packed)
  }

  /**
   * @param into where masks are put instead of a new array: fresh megabytes for every batch cost as much as reading them
   * @throws Failure when a mask is not (or no longer) in the file
   */
  read(alternation: number, examples: Int32Array, into?: Uint8Array): Uint8Array {
    const packed = into?.subarray(0, examples.length * this.#bytesPerExample) ?? new Uint8Array(examples.length * this.#bytesPerExample)
    this.#selectAll(alternation, examples, packed)
    return packed
  }

  #bitsOf(alternation: number, example: number): Buffer {
    const bits = this.#select.get(alternation, example) as Buffer | undefined
    if (bits?.length !== this.#bytesPerExample) {
      throw new Failure(`The run file holds no complete mask of example ${example} at alternation ${alternation}.`)
    }
    return bits
  }

  /** Indices of the examples whose masks are in the file, in order; none of an alternation that has not ended. */
  examplesAt(alternation: number): Int32Array {
    const ended = '(SELECT alternation FROM alternations WHERE alternation = ?)'
    return Int32Array.from(
      this.#database.prepare(`SELECT example FROM masks WHERE alternation = ${ended} ORDER BY example`).pluck().all(alternation) as number[]
    )
  }

  /** Frees an alternation's masks, except those of the first `probe` examples. */
  keepOnlyProbe(alternation: number, probe: number): void {
    this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM masks WHERE alternation = ? AND example >= ?').run(alternation, probe)
      this.#database.prepare('UPDATE alternations SET masks_kept = \'probe\' WHERE alternation = ?').run(alternation)
    })()
  }

  /** Frees masks of an alternation that was cut off before its end. */
  removeUnfinished(): void {
    this.#database.prepare('DELETE FROM masks WHERE alternation > (SELECT coalesce(max(alternation), 0) FROM alternations)').run()
  }
}
