/** A training that the command waits for: Ctrl-C stops it in good order, and what it had done is kept. */
import { constants } from 'node:os'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { sentenceOf } from '../../preload/schema/failure'
import {
  startTraining,
  stopSignals,
  stopTraining,
  type StartedTraining,
  type TrainingFiles
} from '../api/training'
import type { Workbench } from '../api/workbench'
import type { RunMessage } from '../trainer/messages'
import { remark } from './terminal'

export interface Watched {
  /** Told of everything that the training says. */
  onMessage: (message: RunMessage) => void
  /** Told once when the run exists. */
  onStart: (id: string) => void
  /** Told before a remark is printed. */
  clear: () => void
}

/** Pressed before the run has begun, Ctrl-C stops it as soon as it has. */
export const trainedToItsEnd = (
  workbench: Workbench,
  configuration: TrainingConfiguration,
  name: string | null,
  files: TrainingFiles,
  watched: Watched
): Promise<{ id: string; interrupted: boolean }> =>
  untilItsEnd(workbench, () => startTraining(workbench, configuration, name, watched.onMessage, files), watched)

/**
 * Waits for a job that makes a run. After a signal the command exits with 128 and the signal's number, as shells do.
 */
export async function untilItsEnd(
  workbench: Workbench,
  begin: () => Promise<StartedTraining>,
  watched: Watched
): Promise<{ id: string; interrupted: boolean }> {
  const interruption = new Interruption(workbench, watched.clear)
  try {
    const started = await begin()
    watched.onStart(started.id)
    interruption.concerns(started)
    await started.done
    return { id: started.id, interrupted: interruption.wanted }
  } finally {
    watched.clear()
    interruption.listenNoMore()
  }
}

/** Milliseconds in which signals count as one: terminals, job engines and `npm` send and pass on several at once. */
const oneRequest = 1000

/** Of a training that was stopped and can be done again: as after SIGTERM. */
export const stoppedExitCode = 128 + constants.signals.SIGTERM

/** Signals that this process is given while jobs run. */
export class Interruption {
  readonly #workbench: Workbench
  readonly #clear: () => void
  readonly #trainings = new Set<StartedTraining>()
  #since: number | null = null

  constructor(workbench: Workbench, clear: () => void) {
    this.#workbench = workbench
    this.#clear = clear
    for (const signal of stopSignals) process.on(signal, this.#receive)
  }

  get wanted(): boolean {
    return this.#since !== null
  }

  concerns(training: StartedTraining): void {
    this.#trainings.add(training)
    const forget = (): void => { this.#trainings.delete(training) }
    training.done.then(forget, forget)
    if (this.wanted) this.#askToStop(training)
  }

  /** Once a stop is wanted, a signal that comes late must not cut off what is still to be printed. */
  listenNoMore(): void {
    if (!this.wanted) for (const signal of stopSignals) process.off(signal, this.#receive)
  }

  readonly #receive = (signal: (typeof stopSignals)[number]): void => {
    process.exitCode = 128 + constants.signals[signal]
    if (this.#since !== null) return this.#repeated(this.#since)
    this.#since = Date.now()
    // The request comes first: printing may fail, and a further signal may come.
    for (const training of this.#trainings) this.#askToStop(training)
    this.#clear()
    remark('stopping after the current step; the run is kept')
  }

  #repeated(since: number): void {
    if (Date.now() - since < oneRequest) return
    for (const training of this.#trainings) training.kill()
    process.exit()
  }

  #askToStop({ id }: StartedTraining): void {
    try {
      stopTraining(this.#workbench, id)
    } catch (error) {
      // It may have ended by itself in this very moment.
      remark(sentenceOf(error))
    }
  }
}
