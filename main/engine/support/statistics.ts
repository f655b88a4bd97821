/** What is counted of a snapshot's masks while they are written, so that no view ever has to scan them. */
import type { SupportLayout } from './layout'
import { BitCounts, rowsAsWords } from '../bits/bit-counts'
import { countFlips } from '../bits/bits'

/** Exact counts over all examples of one layer; every figure shown is a ratio of two of them. */
export interface LayerCounts {
  name: string
  units: number
  examples: number
  on: number
  /** Of the examples that the snapshot before has too; null at the first, which has nothing before it. */
  flips: { onToOff: number; offToOn: number } | null
  /** In how many examples each unit is on. */
  onPerUnit: Uint32Array
}

export class SupportStatistics {
  readonly #layout: SupportLayout
  readonly #on: BitCounts
  readonly #flips: { onToOff: number; offToOn: number }[] | null
  #examples = 0

  constructor(layout: SupportLayout, compared: boolean) {
    this.#layout = layout
    this.#on = new BitCounts(Math.ceil(layout.bytesPerExample / 4))
    this.#flips = compared ? layout.layers.map(() => ({ onToOff: 0, offToOn: 0 })) : null
  }

  /**
   * Counts the masks of `examples` examples, packed one after the other, against the masks they had before, which may
   * be those of the first of them only.
   */
  add(packed: Uint8Array, before: Uint8Array | null, examples: number): void {
    this.#examples += examples
    this.#on.add(rowsAsWords(packed, examples, this.#layout.bytesPerExample))
    if (!this.#flips || !before) return
    for (let at = 0; at < before.length; at += this.#layout.bytesPerExample)
      this.#compare(before, packed, at, this.#flips)
  }

  #compare(before: Uint8Array, packed: Uint8Array, from: number, flips: { onToOff: number; offToOn: number }[]): void {
    this.#layout.layers.forEach(({ byteOffset, byteLength }, index) => {
      const { onToOff, offToOn } = countFlips(before, from + byteOffset, packed, from + byteOffset, byteLength)
      flips[index].onToOff += onToOff
      flips[index].offToOn += offToOn
    })
  }

  result(): readonly LayerCounts[] {
    const counts = this.#on.totals()
    return this.#layout.layers.map(({ name, units, byteOffset }, index) => {
      const onPerUnit = counts.slice(byteOffset * 8, byteOffset * 8 + units)
      return {
        name,
        units,
        examples: this.#examples,
        on: onPerUnit.reduce((sum, count) => sum + count, 0),
        flips: this.#flips?.[index] ?? null,
        onPerUnit
      }
    })
  }
}
