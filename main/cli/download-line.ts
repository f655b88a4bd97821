/** A download's progress on a terminal, drawn over at most ten times a second. */
import { bytes } from '../../preload/schema/format'
import type { DownloadProgress } from '../api/datasets'

const drawEvery = 100

export class DownloadLine {
  readonly #stream: NodeJS.WriteStream
  #drawnAt = -Infinity

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show({ file, received, total }: DownloadProgress): void {
    const now = performance.now()
    if (!this.#stream.isTTY || now - this.#drawnAt < drawEvery) return
    this.#drawnAt = now
    this.#stream.write(
      `\r${file}   ${bytes(received)} of ${bytes(total)}   ${Math.floor((100 * received) / total)} %\x1b[K`
    )
  }

  clear(): void {
    if (this.#drawnAt > -Infinity) this.#stream.write('\r\x1b[K')
    this.#drawnAt = -Infinity
  }
}
