/** A training that the command waits for: Ctrl-C stops it in good order, and what it had done is kept. */
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { sentenceOf } from '../../preload/schema/failure'
import { startTraining, stopTraining, type StartedTraining, type TrainingFiles } from '../api/training'
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

/** Waits for a job that makes a run. */
export async function untilItsEnd(
  workbench: Workbench,
  begin: () => Promise<StartedTraining>,
  watched: Watched
): Promise<{ id: string; interrupted: boolean }> {
  const interruption = { wanted: false, run: null as string | null }
  const stop = (): void => {
    interruption.wanted = true
    watched.clear()
    remark('stopping after the current step; the run is kept')
    if (interruption.run !== null) askToStop(workbench, interruption.run)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    const { id, done } = await begin()
    interruption.run = id
    watched.onStart(id)
    if (interruption.wanted) askToStop(workbench, id)
    await done
    return { id, interrupted: interruption.wanted }
  } finally {
    watched.clear()
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
}

function askToStop(workbench: Workbench, id: string): void {
  try {
    stopTraining(workbench, id)
  } catch (error) {
    // It may have ended by itself in this very moment.
    remark(sentenceOf(error))
  }
}
