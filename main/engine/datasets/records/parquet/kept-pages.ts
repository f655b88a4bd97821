/** Values of the pages that were asked for last; together their pages take so many bytes, or they are of one page. */
import type { Page } from './pages'

export class KeptPages<T> {
  readonly #most: number
  readonly #values = new Map<Page, readonly T[]>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#most = mostBytes
  }

  of(page: Page, read: () => readonly T[]): readonly T[] {
    const kept = this.#values.get(page)
    const values = kept ?? read()
    if (kept === undefined) this.#bytes += page.unpackedBytes
    // The newest stands last.
    this.#values.delete(page)
    this.#values.set(page, values)
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#most || oldest === page) break
      this.#bytes -= oldest.unpackedBytes
      this.#values.delete(oldest)
    }
    return values
  }
}
