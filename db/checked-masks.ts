/**
 * Which masks have been held against their checksums: each is once by a reader, the first time that it is read. That
 * takes a quarter of reading it again, and a training reads the masks of a snapshot over and over. They never change.
 */
export class CheckedMasks {
  /** By snapshot, a bit for each example. */
  readonly #bits = new Map<number, Uint8Array>()

  has(snapshot: number, example: number): boolean {
    return (((this.#bits.get(snapshot)?.[example >> 3] ?? 0) >> (example & 7)) & 1) === 1
  }

  add(snapshot: number, example: number): void {
    const place = example >> 3
    let bits = this.#bits.get(snapshot) ?? new Uint8Array(1024)
    if (place >= bits.length) {
      const longer = new Uint8Array(Math.max(place + 1, 2 * bits.length))
      longer.set(bits)
      bits = longer
    }
    bits[place] = (bits[place] ?? 0) | (1 << (example & 7))
    this.#bits.set(snapshot, bits)
  }
}
