/** What is counted of a snapshot's masks while they are written, so that no view ever has to scan them. */
import type { SupportLayer } from '../../../preload/schema/run'
import type { SupportLayout } from './layout'
import { BitCounts, rowsAsWords } from '../bits/bit-counts'
import { countFlips, type Flips } from '../bits/bits'

/** Exact counts over all examples of one layer; every figure shown is a ratio of two of them. */
export interface LayerCounts {
  name: string
  units: number
  examples: number
  on: number
  /** Null at the first snapshot, which has nothing before it. */
  flips: LayerFlips | null
  /** In how many examples each unit is on. */
  onPerUnit: Uint32Array
}

/** Of the examples that the snapshot before has too. */
export interface LayerFlips {
  onToOff: number
  offToOn: number
  /** In how many examples each unit flipped. */
  onToOffPerUnit: Uint32Array
  offToOnPerUnit: Uint32Array
  /** How many units flipped in each example. */
  perExample: Uint32Array
}

export class SupportStatistics {
  readonly #layout: SupportLayout
  readonly #on: BitCounts
  readonly #flips: FlipStatistics | null
  #examples = 0

  constructor(layout: SupportLayout, compared: boolean) {
    this.#layout = layout
    this.#on = new BitCounts(Math.ceil(layout.bytesPerExample / 4))
    this.#flips = compared ? new FlipStatistics(layout) : null
  }

  /**
   * Counts the masks of `examples` examples, packed one after the other, against the masks they had before, which may
   * be those of the first of them only.
   */
  add(packed: Uint8Array, before: Uint8Array | null, examples: number): void {
    this.#examples += examples
    this.#on.add(rowsAsWords(packed, examples, this.#layout.bytesPerExample))
    if (before) this.#flips?.add(before, packed)
  }

  result(): readonly LayerCounts[] {
    const counts = this.#on.totals()
    const flips = this.#flips?.result()
    return this.#layout.layers.map((layer, index) => {
      const onPerUnit = ofLayer(counts, layer)
      return {
        name: layer.name,
        units: layer.units,
        examples: this.#examples,
        on: onPerUnit.reduce((sum, count) => sum + count, 0),
        flips: flips?.[index] ?? null,
        onPerUnit
      }
    })
  }
}

class FlipStatistics {
  readonly #layout: SupportLayout
  readonly #onToOff: BitCounts
  readonly #offToOn: BitCounts
  /** By layer. */
  readonly #perExample: number[][]
  readonly #totals: Flips[]

  constructor(layout: SupportLayout) {
    const words = Math.ceil(layout.bytesPerExample / 4)
    this.#layout = layout
    this.#onToOff = new BitCounts(words)
    this.#offToOn = new BitCounts(words)
    this.#perExample = layout.layers.map(() => [])
    this.#totals = layout.layers.map(() => ({ onToOff: 0, offToOn: 0 }))
  }

  /** @param before of the first examples of `packed` */
  add(before: Uint8Array, packed: Uint8Array): void {
    const { bytesPerExample } = this.#layout
    const examples = before.length / bytesPerExample
    const was = rowsAsWords(before, examples, bytesPerExample)
    const is = rowsAsWords(packed.subarray(0, before.length), examples, bytesPerExample)
    this.#onToOff.add(onlyIn(was, is))
    this.#offToOn.add(onlyIn(is, was))
    for (let at = 0; at < before.length; at += bytesPerExample) this.#compare(before, packed, at)
  }

  #compare(before: Uint8Array, packed: Uint8Array, from: number): void {
    this.#layout.layers.forEach(({ byteOffset, byteLength }, index) => {
      const { onToOff, offToOn } = countFlips(before, from + byteOffset, packed, from + byteOffset, byteLength)
      this.#totals[index].onToOff += onToOff
      this.#totals[index].offToOn += offToOn
      this.#perExample[index].push(onToOff + offToOn)
    })
  }

  result(): readonly LayerFlips[] {
    const [onToOff, offToOn] = [this.#onToOff.totals(), this.#offToOn.totals()]
    return this.#layout.layers.map((layer, index) => ({
      ...this.#totals[index],
      onToOffPerUnit: ofLayer(onToOff, layer),
      offToOnPerUnit: ofLayer(offToOn, layer),
      perExample: Uint32Array.from(this.#perExample[index])
    }))
  }
}

/** Counts of one layer's units among those of all bits. */
const ofLayer = (counts: Uint32Array, { byteOffset, units }: SupportLayer): Uint32Array =>
  counts.slice(byteOffset * 8, byteOffset * 8 + units)

/** The bits that are on in one and off in the other. A loop: `map` takes twice the time of all the rest. */
function onlyIn(one: Int32Array, other: Int32Array): Int32Array {
  const bits = new Int32Array(one.length)
  for (let at = 0; at < bits.length; at++) bits[at] = one[at] & ~other[at]
  return bits
}
