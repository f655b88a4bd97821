/** Starting and stopping trainings. */
import { readRunRow, statusOf } from '../../db/runs'
import { Failure } from '../../preload/schema/failure'
import { networkNameOf, type TrainingConfiguration } from '../../preload/schema/configuration'
import { longestRunName } from '../../preload/schema/run'
import { launch } from '../trainer/launch'
import type { Job } from '../trainer/jobs'
import type { RunMessage } from '../trainer/messages'
import { readRun } from './store-reader'
import type { Workbench } from './workbench'

export { stopSignals } from '../trainer/attachment'

export interface StartedTraining {
  id: string
  /** Resolves when the training has ended in good order; rejects with a Failure otherwise. */
  done: Promise<unknown>
  /** Ends its process at once; what it had stored is kept. */
  kill: () => void
}

/** Files of this machine that a training reads; null where it needs none. */
export interface TrainingFiles { dataFolder: string | null; weightMasks: string | null }

/** Of an imported file's name as much as there is room for. */
export function defaultRunName(configuration: TrainingConfiguration): string {
  const [method, seed] = [configuration.method, `seed ${configuration.seed}`]
  return `${method} ${networkNameOf(configuration).slice(0, longestRunName - method.length - seed.length - 2)} ${seed}`
}

/**
 * Starts a training in a process of its own. Resolves when its run file is there, so that it can be followed; what
 * fails from then on stands in the run.
 * @throws Failure when the store cannot be written or what the training was given is wrong; nothing is left behind
 */
export async function startTraining(
  workbench: Workbench,
  configuration: TrainingConfiguration,
  name: string | null,
  onMessage: (message: RunMessage) => void = () => undefined,
  files: TrainingFiles = { dataFolder: null, weightMasks: null }
): Promise<StartedTraining> {
  workbench.store.prepareForWriting()
  return startJob(
    workbench,
    (id, store) => ({ kind: 'train', store, ...files, id, name: name ?? defaultRunName(configuration), configuration }),
    onMessage
  )
}

/** Starts a job that makes a run; resolves when its file is there. */
export async function startJob(
  { store, attachment, spare }: Workbench,
  jobOf: (id: string, store: string) => Job<'train' | 'import'>,
  onMessage: (message: RunMessage) => void
): Promise<StartedTraining> {
  const id = store.newId()
  let created: () => void = () => undefined
  const exists = new Promise<void>((resolve) => {
    created = resolve
  })
  const { done, kill } = launch(
    jobOf(id, store.path),
    (message) => {
      if (message.kind === 'created') created()
      onMessage(message)
    },
    attachment,
    spare.take()
  )
  // Whoever starts a training may not wait for its end; its failure is in the run file then.
  done.catch(() => undefined)
  await Promise.race([exists, done])
  return { id, done, kill }
}

/** Asks the run's process to stop after its current step. @throws Failure when it is not running */
export function stopTraining({ store }: Workbench, id: string): void {
  const status = readRun(store, id, (database) => statusOf(readRunRow(database)))
  if (status !== 'running')
    throw new Failure(`Run ${id} is not running (it is ${status}), so there is nothing to stop.`)
  store.requestStop(id)
}
