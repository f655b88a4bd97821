/** Counting packed rows by unit. */
import { BitCounts } from '../../engine/bits/bit-counts'
import type { SupportLayer } from '../../../preload/schema/run'

/** In how many of the rows that were added each unit of one layer is on. */
export class UnitCounts {
  readonly #layer: SupportLayer
  readonly #words: number
  readonly #counts: BitCounts
  #rows = 0

  constructor(layer: SupportLayer) {
    this.#layer = layer
    this.#words = Math.ceil(layer.byteLength / 4)
    this.#counts = new BitCounts(this.#words)
  }

  /** @param rows each as long as the layer, filled up to whole words */
  add(rows: Uint8Array): void {
    const words = new Int32Array(rows.buffer, rows.byteOffset, rows.byteLength >> 2)
    this.#rows += words.length / this.#words
    this.#counts.add(words)
  }

  get rows(): number {
    return this.#rows
  }

  totals(): Uint32Array {
    return this.#counts.totals().slice(0, this.#layer.units)
  }

  /** Room for `count` rows of the layer. */
  room(count: number): Uint8Array {
    return new Uint8Array(count * this.#words * 4)
  }

  get rowBytes(): number {
    return this.#words * 4
  }
}

/** H(p) in bits of counts that add up to `total`; 0 · log 0 is 0. */
export function entropyOf(counts: Iterable<number>, total: number): number {
  let sum = 0
  for (const count of counts) if (count > 0) sum -= (count / total) * Math.log2(count / total)
  return sum
}

/** Height, width and channel of a unit of a map; the unit itself in a flat layer. */
export function positionOf({ shape }: SupportLayer, unit: number): number[] {
  const position: number[] = []
  let rest = unit
  for (const size of [...shape].reverse()) {
    position.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return position
}
