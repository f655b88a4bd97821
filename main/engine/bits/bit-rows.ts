/** Rows of packed bits that are compared with each other, each beginning on a 32-bit word. */
import { onInWord, wordDifferences } from './bits'

export class BitRows {
  /** 32-bit words of a row. */
  readonly words: number
  readonly bytes: Uint8Array
  readonly #cells: Int32Array

  /** @param bytesPerRow bytes of a row that are used; it is filled up with zeros */
  constructor(readonly count: number, readonly bytesPerRow: number) {
    this.words = Math.ceil(bytesPerRow / 4)
    this.bytes = new Uint8Array(count * this.words * 4)
    this.#cells = new Int32Array(this.bytes.buffer)
  }

  /** The bytes of a row begin here. */
  startOf(row: number): number {
    return row * this.words * 4
  }

  set(row: number, packed: Uint8Array): void {
    this.bytes.set(packed, this.startOf(row))
  }

  /** Bits that are on in a row. */
  on(row: number): number {
    let on = 0
    const end = (row + 1) * this.words
    for (let at = row * this.words; at < end; at++) on += onInWord(this.#cells[at])
    return on
  }

  /** Bits that differ between two rows: their Hamming distance. */
  distance(one: number, other: number): number {
    const { words } = this
    return wordDifferences(this.#cells, one * words, this.#cells, other * words, words)
  }
}
