/** A training that the command waits for: Ctrl-C stops it in good order, and what it had done is kept. */
import { constants } from 'node:os'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { sentenceOf } from '../../preload/schema/failure'
import {
  startTraining,
  stopTraining,
  type StartedTraining,
  type TrainingFiles
} from '../api/training'
import type { Workbench } from '../api/workbench'
import type { RunMessage } from '../trainer/messages'
import { StopRequest } from './stop-request'
import { remark } from './terminal'

export interface Watched {
  /** Told once when the run exists. */
  onStart: (id: string) => void
  /** Told before a remark is printed. */
  clear: () => void
  /**
   * Whether a signal before there is a run ends the command at once, and the job with it: what is only read leaves
   * nothing. Otherwise the run stops as soon as it has begun.
   */
  leavesUntilStart?: boolean
}

export interface WatchedTraining extends Watched {
  /** Told of everything that the training says. */
  onMessage: (message: RunMessage) => void
}

/** Pressed before the run has begun, Ctrl-C stops it as soon as it has. */
export const trainedToItsEnd = (
  workbench: Workbench,
  configuration: TrainingConfiguration,
  name: string | null,
  files: TrainingFiles,
  watched: WatchedTraining
): Promise<{ id: string; interrupted: boolean }> =>
  untilItsEnd(workbench, () => startTraining(workbench, configuration, name, watched.onMessage, files), watched)

/**
 * Waits for a job that makes a run, or goes on with one. After a signal the command exits with 128 and the signal's
 * number, as shells do.
 */
export async function untilItsEnd(
  workbench: Workbench,
  begin: () => Promise<StartedTraining>,
  watched: Watched
): Promise<{ id: string; interrupted: boolean }> {
  const interruption = new Interruption(workbench, watched.clear, watched.leavesUntilStart)
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

/** Of a training that was stopped and can be done again: as after SIGTERM. */
export const stoppedExitCode = 128 + constants.signals.SIGTERM

/** The job's process ends when it has lost this one. */
function leave(clear: () => void): void {
  clear()
  remark('nothing was begun')
  process.exit()
}

/** Signals that this process is given while jobs run: they stop in good order, or are cut off by a second one. */
export class Interruption {
  readonly #workbench: Workbench
  readonly #trainings = new Set<StartedTraining>()
  #hasStarted = false
  readonly #request: StopRequest

  constructor(workbench: Workbench, clear: () => void, leavesUntilStart = false) {
    this.#workbench = workbench
    this.#request = new StopRequest(() => {
      if (leavesUntilStart && !this.#hasStarted) return leave(clear)
      // The request comes first: printing may fail, and a further signal may come.
      for (const training of this.#trainings) this.#askToStop(training)
      clear()
      remark('stopping after the current step; the run is kept')
    }, () => { for (const training of this.#trainings) training.kill() })
  }

  get wanted(): boolean {
    return this.#request.wanted
  }

  concerns(training: StartedTraining): void {
    this.#hasStarted = true
    this.#trainings.add(training)
    const forget = (): void => { this.#trainings.delete(training) }
    training.done.then(forget, forget)
    if (this.wanted) this.#askToStop(training)
  }

  listenNoMore(): void {
    this.#request.listenNoMore()
  }

  #askToStop({ id }: StartedTraining): void {
    try {
      stopTraining(this.#workbench, id, 'hurried')
    } catch (error) {
      // It may have ended by itself in this very moment.
      remark(sentenceOf(error))
    }
  }
}
