/** Counting packed rows by unit. */
import { BitCounts, rowsAsWords } from '../../engine/bits/bit-counts'
import type { SupportLayer } from '../../../preload/schema/run'

/** In how many of the rows that were added each unit of one layer is on. */
export class UnitCounts {
  readonly #layer: Pick<SupportLayer, 'byteLength' | 'units'>
  readonly #counts: BitCounts
  #rows = 0

  constructor(layer: Pick<SupportLayer, 'byteLength' | 'units'>) {
    this.#layer = layer
    this.#counts = new BitCounts(Math.ceil(layer.byteLength / 4))
  }

  /** @param packed rows one after the other, each as long as the layer */
  add(packed: Uint8Array, rows: number): void {
    this.#rows += rows
    this.#counts.add(rowsAsWords(packed, rows, this.#layer.byteLength))
  }

  get rows(): number {
    return this.#rows
  }

  totals(): Uint32Array {
    return this.#counts.totals().slice(0, this.#layer.units)
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
