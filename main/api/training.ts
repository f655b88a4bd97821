/** Starting and stopping trainings. */
import { readRunRow, statusOf } from '../../db/runs'
import { Failure } from '../../preload/schema/failure'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { launch } from '../trainer/launch'
import type { TrainerMessage } from '../trainer/messages'
import { readRun } from './store-reader'
import type { Workbench } from './workbench'

export interface StartedTraining {
  id: string
  /** Resolves when the training has ended in good order; rejects with a Failure otherwise. */
  done: Promise<void>
}

export const defaultRunName = ({ method, network, seed }: TrainingConfiguration): string => `${method} ${network} seed ${seed}`

/**
 * Starts a training in a process of its own. Resolves when its run file is there, so that it can be followed.
 * @throws Failure when the store cannot be written or the training could not start; then nothing is left behind
 */
export async function startTraining(
  { store }: Workbench, configuration: TrainingConfiguration, name: string | null,
  onMessage: (message: TrainerMessage) => void = () => undefined, dataFolder: string | null = null
): Promise<StartedTraining> {
  store.prepareForWriting()
  const id = store.newId()
  let created: () => void = () => undefined
  const exists = new Promise<void>((resolve) => { created = resolve })
  const { done } = launch(
    { kind: 'train', store: store.path, dataFolder, id, name: name ?? defaultRunName(configuration), configuration },
    (message) => {
      if (message.kind === 'created') created()
      onMessage(message)
    }
  )
  // Whoever starts a training may not wait for its end; its failure is in the run file then.
  done.catch(() => undefined)
  await Promise.race([exists, done])
  return { id, done }
}

/** Asks the run's process to stop after its current step. @throws Failure when it is not running */
export function stopTraining({ store }: Workbench, id: string): void {
  const status = readRun(store, id, (database) => statusOf(readRunRow(database)))
  if (status !== 'running') throw new Failure(`Run ${id} is not running (it is ${status}), so there is nothing to stop.`)
  store.requestStop(id)
}
