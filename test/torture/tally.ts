/** How often something was tried, and what came of it. */
export class Tally {
  tried = 0
  survived = 0
  /** What broke, of the first few. */
  readonly broken: string[] = []

  /** @param wrong null where it survived */
  add(name: string, wrong: string | null): void {
    this.tried += 1
    if (wrong === null) this.survived += 1
    else if (this.broken.length < 20) this.broken.push(`${name}: ${wrong}`)
  }
}
