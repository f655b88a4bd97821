/** How far the queue's trainings are, and which have ended, for whoever tells a person that looks elsewhere. */
import { existsSync } from 'node:fs'
import { readingRun } from '../../../db/open'
import { readRunRow } from '../../../db/runs'
import { isStarted, type QueueEntry, type TrainingNews } from '../../../preload/schema/queue'
import type { Workbench } from '../workbench'

const lookEvery = 1000

export class QueueNews {
  readonly #workbench: Workbench
  readonly #tell: (news: TrainingNews) => void
  readonly #timer: NodeJS.Timeout
  #started: readonly number[] = []
  #told: number | null = null

  constructor(workbench: Workbench, tell: (news: TrainingNews) => void) {
    this.#workbench = workbench
    this.#tell = tell
    this.#timer = setInterval(() => this.#look(), lookEvery)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    try {
      this.#compare(this.#workbench.queue.entries.list().entries.filter(isStarted))
    } catch {
      // A queue that cannot be read is told by whoever asks for it.
    }
  }

  #compare(started: readonly QueueEntry[]): void {
    const numbers = started.map(({ number }) => number)
    const gone = this.#started.filter((number) => !numbers.includes(number))
    this.#started = numbers
    const progress = started.length === 0 ? null : mean(started.map((entry) => this.#progressOf(entry)))
    const ended = gone.flatMap((number) => this.#endOf(number))
    if (ended.length === 0 && progress === this.#told) return
    this.#told = progress
    this.#tell({ progress, ended })
  }

  #endOf(number: number): TrainingNews['ended'] {
    const { entry: { name, state } } = this.#workbench.queue.entries.entry(number)
    return state.kind === 'ended' ? [{ name, outcome: state.outcome, sentence: state.sentence }] : []
  }

  #progressOf({ state }: QueueEntry): number {
    if (state.kind !== 'running') return 0
    const path = this.#workbench.store.runPath(state.run)
    if (!existsSync(path)) return 0
    const progress = readingRun(path, (database) => readRunRow(database).progress)
    if (progress === null || progress.iterations === 0) return 0
    return Math.min(1, progress.iteration / progress.iterations)
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
