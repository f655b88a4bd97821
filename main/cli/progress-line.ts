/** One line that is drawn over, on a terminal only. */
import { count, duration, percentWithUnit } from '../../preload/schema/format'

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #what: string
  readonly #units: string
  #drawn = false
  #began: number | null = null

  /** @param what is done to the examples: "masks", "error", "answers" @param units what is counted */
  constructor(stream: NodeJS.WriteStream, what: string, units = 'examples') {
    this.#stream = stream
    this.#what = what
    this.#units = units
  }

  draw(done: number, of: number): void {
    if (!this.#stream.isTTY) return
    this.#began ??= performance.now()
    const seconds = (performance.now() - this.#began) / 1000
    const rate = seconds > 1 ? `   ${count(done / seconds)} ${this.#units}/s` : ''
    const left = seconds > 1 ? `   ${duration((of - done) / (done / seconds))} left` : ''
    const share = percentWithUnit(done / of, 0)
    this.#stream.write(`\r${this.#what} of ${done} of ${of} ${this.#units} (${share})${rate}${left}\x1b[K`)
    this.#drawn = true
  }

  clear(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[K')
    this.#drawn = false
  }
}
