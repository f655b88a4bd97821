/** Rows of packed bits that are compared with each other, each beginning on a 32-bit word. */
import { onInWord } from './bits'

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

  /**
   * Bits that differ between two rows, their Hamming distance. Carry-save addition (Harley and Seal) counts the bits of
   * one word in eight.
   */
  distance(one: number, other: number): number {
    const cells = this.#cells
    const { words } = this
    let a = one * words
    let b = other * words
    const end = a + words
    let [ones, twos, fours, eights] = [0, 0, 0, 0]
    for (const blocks = a + (words & ~7); a < blocks; a += 8, b += 8) {
      const w0 = cells[a] ^ cells[b]
      const w1 = cells[a + 1] ^ cells[b + 1]
      let half = ones ^ w0
      const twosA = (ones & w0) | (half & w1)
      ones = half ^ w1
      const w2 = cells[a + 2] ^ cells[b + 2]
      const w3 = cells[a + 3] ^ cells[b + 3]
      half = ones ^ w2
      const twosB = (ones & w2) | (half & w3)
      ones = half ^ w3
      half = twos ^ twosA
      const foursA = (twos & twosA) | (half & twosB)
      twos = half ^ twosB
      const w4 = cells[a + 4] ^ cells[b + 4]
      const w5 = cells[a + 5] ^ cells[b + 5]
      half = ones ^ w4
      const twosC = (ones & w4) | (half & w5)
      ones = half ^ w5
      const w6 = cells[a + 6] ^ cells[b + 6]
      const w7 = cells[a + 7] ^ cells[b + 7]
      half = ones ^ w6
      const twosD = (ones & w6) | (half & w7)
      ones = half ^ w7
      half = twos ^ twosC
      const foursB = (twos & twosC) | (half & twosD)
      twos = half ^ twosD
      half = fours ^ foursA
      eights += onInWord((fours & foursA) | (half & foursB))
      fours = half ^ foursB
    }
    let differing = 8 * eights + 4 * onInWord(fours) + 2 * onInWord(twos) + onInWord(ones)
    for (; a < end; a++, b++) differing += onInWord(cells[a] ^ cells[b])
    return differing
  }
}
