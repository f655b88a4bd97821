/**
 * Masks without a network: 45 % of the units are on, and from each snapshot to the next 4 % of them flip. They are cut
 * from two long random strips at places that depend on example and snapshot alone.
 */
import { random } from '../../../main/engine/random'

const onRate = 0.45
const churn = 0.04
/** Bytes of a strip: many examples' masks, so that two examples seldom share a part. */
const stripBytes = 2 ** 22

export class SyntheticMasks {
  readonly #bytesPerExample: number
  readonly #masks: Uint32Array
  readonly #flips: Uint32Array

  /** @param bytesPerExample whole words */
  constructor(bytesPerExample: number) {
    if (bytesPerExample % 4 !== 0) throw new Error(`masks of ${bytesPerExample} bytes are no whole words`)
    this.#bytesPerExample = bytesPerExample
    this.#masks = strip(onRate, stripBytes + bytesPerExample)
    this.#flips = strip(churn, stripBytes + bytesPerExample)
  }

  /** Those of `count` examples from `first` on at a snapshot (from 1 on), one after the other. */
  of(snapshot: number, first: number, count: number): Uint8Array {
    const words = this.#bytesPerExample / 4
    const masks = new Uint32Array(count * words)
    for (let row = 0; row < count; row++) {
      const own = masks.subarray(row * words, (row + 1) * words)
      const begin = placeOf(first + row, 1)
      own.set(this.#masks.subarray(begin, begin + words))
      for (let step = 2; step <= snapshot; step++) {
        const from = placeOf(first + row, step)
        for (let word = 0; word < words; word++) own[word] ^= this.#flips[from + word]
      }
    }
    return new Uint8Array(masks.buffer)
  }
}

/** A word of a strip; neighbouring examples and snapshots lie far from each other. */
const placeOf = (example: number, snapshot: number): number =>
  (Math.imul(example * 64 + snapshot, 0x9e3779b1) >>> 0) % (stripBytes / 4)

/** Bits that are on with a probability. */
function strip(rate: number, bytes: number): Uint32Array {
  const stream = random(1, 'synthetic masks', rate)
  return Uint32Array.from({ length: bytes / 4 }, () => {
    let word = 0
    for (let bit = 0; bit < 32; bit++) if (stream.uniform() < rate) word |= 1 << bit
    return word
  })
}
