/**
 * What a job does before it shows how far it is, and how long each of these may take. A library that never returns on
 * an altered file, or a disk that no longer answers, so ends the job and not the patience of whoever waits.
 */
const seconds = 1000
const minutes = 60 * seconds

/** Milliseconds; null of what may take as long as it takes. */
export const stepDeadlines = {
  'starting its process': 2 * minutes,
  'reading the run': 10 * minutes,
  'reading the model': 5 * minutes,
  'reading the data': 60 * minutes,
  'loading TensorFlow': 5 * minutes,
  'measuring the preprocessing': 60 * minutes,
  'checking the model against its own runtime': 10 * minutes,
  working: null
} as const satisfies Record<string, number | null>

export type Step = keyof typeof stepDeadlines
export type StepDeadlines = Readonly<Record<Step, number | null>>
export const stepNames = Object.keys(stepDeadlines) as [Step, ...Step[]]

/** Waits for a job's first progress. */
export class Patience {
  readonly #deadlines: StepDeadlines
  readonly #lose: (step: Step, milliseconds: number) => void
  #timer: NodeJS.Timeout | null = null

  /** @param lose told once when a step has taken its time */
  constructor(lose: (step: Step, milliseconds: number) => void, deadlines: StepDeadlines = stepDeadlines) {
    this.#deadlines = deadlines
    this.#lose = lose
    this.begins('starting its process')
  }

  begins(step: Step): void {
    this.end()
    const milliseconds = this.#deadlines[step]
    if (milliseconds !== null) this.#timer = setTimeout(() => { this.#lose(step, milliseconds) }, milliseconds).unref()
  }

  /** It has shown progress, or is over. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
