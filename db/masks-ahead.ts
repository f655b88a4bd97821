/**
 * Masks of an announced order, read many small batches at a time: while a network is trained, the 64 rows of 3.3 KB of
 * one batch take twice as long alone as among 512, because each step drives SQLite and the file out of the processor's
 * caches.
 */
import type { MaskReader } from './masks'

/**
 * Bytes read at a time; batches of more than half of that are read one by one. A page of the file holds masks of
 * several examples, which the more share, the more are read.
 */
const usualBytesAtOnce = 32 * 2 ** 20

interface Announced {
  snapshot: number
  order: Int32Array
  /** What is at hand: masks of order[from … until). */
  from: number
  until: number
  /** Where the batch whose turn it is begins. */
  next: number
}

export class MasksAhead {
  readonly #table: MaskReader
  readonly #bytesPerExample: number
  readonly #bytesAtOnce: number
  #announced: Announced | null = null
  #masks = new Uint8Array(0)

  constructor(table: MaskReader, bytesPerExample: number, bytesAtOnce = usualBytesAtOnce) {
    this.#table = table
    this.#bytesPerExample = bytesPerExample
    this.#bytesAtOnce = bytesAtOnce
  }

  /** Announces the order in which batches are asked for. */
  expect(snapshot: number, order: Int32Array): void {
    this.#announced = { snapshot, order, from: 0, until: 0, next: 0 }
  }

  /**
   * Masks of the examples whose turn it is, valid until the next call; null when it is not theirs. @throws Failure like
   * MaskTable.read
   */
  take(snapshot: number, examples: Int32Array): Uint8Array | null {
    const announced = this.#announced
    const batches = Math.floor(this.#bytesAtOnce / (examples.length * this.#bytesPerExample))
    if (announced?.snapshot !== snapshot || batches < 2) return null
    const until = announced.next + examples.length
    if (!sameNumbers(announced.order.subarray(announced.next, until), examples)) return null
    if (until > announced.until) this.#read(announced, batches * examples.length)
    const at = (announced.next - announced.from) * this.#bytesPerExample
    announced.next = until
    return this.#masks.subarray(at, at + examples.length * this.#bytesPerExample)
  }

  #read(announced: Announced, count: number): void {
    const examples = announced.order.subarray(announced.next, announced.next + count)
    const bytes = examples.length * this.#bytesPerExample
    if (this.#masks.length < bytes) this.#masks = new Uint8Array(bytes)
    this.#table.read(announced.snapshot, examples, this.#masks)
    announced.from = announced.next
    announced.until = announced.next + examples.length
  }
}

const sameNumbers = (some: Int32Array, others: Int32Array): boolean =>
  some.length === others.length && some.every((value, i) => value === others[i])
