/**
 * What is remembered of a run's masks by whoever looks at one unit after the other: unpacked changes, those that were
 * asked for last, because unpacking them takes most of it; and which masks were found whole.
 */
import { CheckedMasks } from './checked-masks'

/** What changes in one layer's masks of a run of examples. */
export interface Block { first: number; examples: number; bits: Uint8Array }

export class KeptBlocks {
  readonly #mostBytes: number
  /** By key, the one that was asked for last at the end. */
  readonly #blocks = new Map<string, Block>()
  #bytes = 0
  readonly checked = new CheckedMasks()

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** @param key the same for the same block only. Changes that are stored stay as they are */
  block(key: string, unpack: () => Block): Block {
    const block = this.#blocks.get(key) ?? unpack()
    if (!this.#blocks.delete(key)) this.#bytes += block.bits.length
    this.#blocks.set(key, block)
    for (const [oldest, { bits }] of this.#blocks) {
      if (this.#bytes <= this.#mostBytes) break
      this.#blocks.delete(oldest)
      this.#bytes -= bits.length
    }
    return block
  }
}
