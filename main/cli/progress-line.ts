/** One line that is drawn over, on a terminal only. */
import { percentWithUnit } from '../../preload/schema/format'

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #what: string
  #drawn = false

  /** @param what is done to the examples: "masks", "error", "answers" */
  constructor(stream: NodeJS.WriteStream, what: string) {
    this.#stream = stream
    this.#what = what
  }

  draw(done: number, of: number): void {
    if (!this.#stream.isTTY) return
    this.#stream.write(`\r${this.#what} of ${done} of ${of} examples (${percentWithUnit(done / of, 0)})\x1b[K`)
    this.#drawn = true
  }

  clear(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[K')
    this.#drawn = false
  }
}
