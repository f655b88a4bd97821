/** What is counted of an alternation's masks while they are written, so that no view ever has to scan them. */
import type { SupportLayout } from './layout'
import { addToCounts, countFlips, countOn } from './bits'

/** Exact counts over all examples of one layer; every figure shown is a ratio of two of them. */
export interface LayerCounts {
  name: string
  units: number
  examples: number
  on: number
  /** null at the first alternation, which has nothing before it. */
  flips: { onToOff: number; offToOn: number } | null
  /** In how many examples each unit is on. */
  onPerUnit: Uint32Array
}

export class SupportStatistics {
  readonly #layout: SupportLayout
  readonly #layers: LayerCounts[]

  constructor(layout: SupportLayout, compared: boolean) {
    this.#layout = layout
    this.#layers = layout.layers.map(({ name, units }) => ({
      name, units, examples: 0, on: 0, flips: compared ? { onToOff: 0, offToOn: 0 } : null, onPerUnit: new Uint32Array(units)
    }))
  }

  /** Counts the masks of `examples` examples, packed one after the other, against the masks they had before. */
  add(packed: Uint8Array, before: Uint8Array | null, examples: number): void {
    const { layers, bytesPerExample } = this.#layout
    for (let example = 0; example < examples; example++) {
      for (let index = 0; index < layers.length; index++) {
        const at = example * bytesPerExample + layers[index].byteOffset
        this.#count(this.#layers[index], layers[index].byteLength, packed, before, at)
      }
    }
  }

  #count(counts: LayerCounts, length: number, packed: Uint8Array, before: Uint8Array | null, at: number): void {
    counts.examples++
    counts.on += countOn(packed, at, length)
    addToCounts(packed, at, counts.units, counts.onPerUnit)
    if (!counts.flips || !before) return
    const { onToOff, offToOn } = countFlips(before, at, packed, at, length)
    counts.flips.onToOff += onToOff
    counts.flips.offToOn += offToOn
  }

  result(): readonly LayerCounts[] {
    return this.#layers
  }
}
