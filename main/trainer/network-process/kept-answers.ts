/** Answers to training examples that were worked out, by run, checkpoint and rule: those that were asked for last. */
export interface ExampleAnswers {
  /** By example: the class of the largest logit, and the cross-entropy. */
  predicted: Uint16Array
  losses: Float32Array
}

/** Of 50,000 examples 300 KB each. */
const mostKept = 32

export class KeptAnswers {
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<string, ExampleAnswers>()

  of(key: string): ExampleAnswers | null {
    const answers = this.#kept.get(key) ?? null
    if (answers !== null) this.keep(key, answers)
    return answers
  }

  keep(key: string, answers: ExampleAnswers): void {
    this.#kept.delete(key)
    this.#kept.set(key, answers)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest)
  }
}
