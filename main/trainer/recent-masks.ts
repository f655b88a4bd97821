/**
 * The masks of the newest alternation as they were estimated, where they are few: a training reads them in the order of
 * its batches, which takes 5 µs a mask from the file and next to nothing from memory. Of any size of data set memory
 * stays the same, because more than that are read from the file, many batches at a time (db/masks-ahead.ts).
 */
import { elementOf } from '../../preload/schema/element'

/** 20,000 digits of all-cnn-mini. */
const mostBytes = 64 * 2 ** 20

export class RecentMasks {
  readonly #bytesPerExample: number
  #snapshot: number | null = null
  #packed = new Uint8Array(0)
  /** Bytes that have come; all of them once the snapshot is whole. */
  #known = 0

  constructor(bytesPerExample: number) {
    this.#bytesPerExample = bytesPerExample
  }

  /** The masks of a snapshot of so many examples come next; those of the one before go. */
  begin(snapshot: number, examples: number): void {
    const bytes = examples * this.#bytesPerExample
    this.#snapshot = bytes > 0 && bytes <= mostBytes ? snapshot : null
    this.#known = 0
    if (this.#snapshot === null) this.#packed = new Uint8Array(0)
    else if (this.#packed.length !== bytes) this.#packed = new Uint8Array(bytes)
  }

  /** Those of the examples `first`, `first + 1`, …, packed one after the other; each example comes once. */
  add(snapshot: number, first: number, packed: Uint8Array): void {
    if (snapshot !== this.#snapshot) return
    this.#packed.set(packed, first * this.#bytesPerExample)
    this.#known += packed.length
  }

  /** Of these examples, in `into` or a new array; null where they have to be read from the file. */
  read(snapshot: number, examples: Int32Array, into?: Uint8Array): Uint8Array | null {
    if (snapshot !== this.#snapshot || this.#known < this.#packed.length) return null
    const size = this.#bytesPerExample
    const read = into?.subarray(0, examples.length * size) ?? new Uint8Array(examples.length * size)
    for (let i = 0; i < examples.length; i++) {
      const from = elementOf(examples, i) * size
      read.set(this.#packed.subarray(from, from + size), i * size)
    }
    return read
  }
}
