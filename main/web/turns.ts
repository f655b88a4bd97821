/**
 * Calls of many pages take turns: in each turn one call of every page is begun, and between two turns whatever else
 * has come is heard. So a page that asks for thousands of things delays another's call by one of its own, and not by
 * all of them.
 */

/** Begins at once, and never rejects. */
type Work = () => Promise<void>

export interface LineOptions {
  /** How much of it may be under way. */
  atOnce: number
  /** Whether anything more may be begun just now; whoever says no calls `Turns.look` when that has changed. */
  mayBegin: () => boolean
  /** Told whenever something of it has been begun. */
  onBegin: () => void
}

/** What one page asked for, in the order in which it did. */
export class Line {
  readonly #turns: Turns
  readonly #options: LineOptions
  #waiting: Work[] = []
  #underWay = 0

  constructor(turns: Turns, options: LineOptions) {
    this.#turns = turns
    this.#options = options
  }

  get waiting(): number {
    return this.#waiting.length
  }

  add(work: Work): void {
    this.#waiting.push(work)
    this.#turns.look()
  }

  /** Begins what is first, if it may. @returns whether it did */
  begin(): boolean {
    const { atOnce, mayBegin, onBegin } = this.#options
    const work = this.#underWay < atOnce && mayBegin() ? this.#waiting.shift() : undefined
    if (work === undefined) return false
    this.#underWay += 1
    void work().finally(() => {
      this.#underWay -= 1
      this.#turns.look()
    })
    onBegin()
    return true
  }

  /** What waits is not begun any more. */
  close(): void {
    this.#waiting = []
    this.#turns.leave(this)
  }
}

export class Turns {
  readonly #lines = new Set<Line>()
  #isDue = false

  line(options: LineOptions): Line {
    const line = new Line(this, options)
    this.#lines.add(line)
    return line
  }

  leave(line: Line): void {
    this.#lines.delete(line)
  }

  /** Something may be begun that could not be before. */
  look(): void {
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      const begun = [...this.#lines].filter((line) => line.begin())
      if (begun.length > 0) this.look()
    })
  }
}
