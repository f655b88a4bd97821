/** Starting and stopping trainings. */
import type { TrainingFiles as QueuedFiles } from '../../db/queue/rows'
import { demandResumable } from '../../db/resumable'
import { readRunRow, statusOf, type RunRow } from '../../db/runs'
import type { StopHaste } from '../../db/store'
import { Failure } from '../../preload/schema/failure'
import {
  dataSetNames, defaultConfiguration, methodOf, networkNameOf, type TrainingConfiguration
} from '../../preload/schema/configuration'
import { settingsUnlike } from '../../preload/schema/methods/texts'
import { longestRunName } from '../../preload/schema/run'
import { launch } from '../trainer/launch'
import { scratchFor } from './scratch'
import type { Job } from '../trainer/jobs'
import type { RunMessage } from '../trainer/messages'
import { askToStop } from './stop'
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

export interface TrainingFiles extends QueuedFiles {
  /** Where the run is written while it trains, to be published into the store. */
  scratch: string | null
}
export const noFiles: TrainingFiles = { dataFolder: null, weightMasks: null, scratch: null }

/**
 * What was asked for otherwise than usual tells runs apart: "sgd all-cnn-mini epochs 4 seed 1". Of what is too long the
 * middle is cut: the method and the seed stay.
 */
export function defaultRunName(configuration: TrainingConfiguration): string {
  const [method, seed] = [configuration.method, `seed ${configuration.seed}`]
  const from = configuration.method === 'dsd' ? null : configuration.from
  const begins = from === null ? [] : [`from ${from.run}`]
  const middle = [networkNameOf(configuration), ...begins, ...unusual(configuration)].join(' ')
  return `${method} ${middle.slice(0, longestRunName - method.length - seed.length - 2).trimEnd()} ${seed}`
}

/** Nothing of a training that goes on with another's network, whose settings come from there. */
function unusual(configuration: TrainingConfiguration): string[] {
  const { method, dataset, network } = configuration
  if (typeof network !== 'string') return []
  const usual = defaultConfiguration(method, dataset, network)
  const told = settingsUnlike(methodOf(method), { ...configuration, seed: usual.seed }, usual)
  return [...(dataset === dataSetNames[0] ? [] : [dataset]), ...told]
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
  files: TrainingFiles = noFiles
): Promise<StartedTraining> {
  workbench.store.prepareForWriting()
  const { scratch, ...others } = files
  return startJob(
    workbench,
    (made) => ({
      kind: 'train', ...made, ...others, name: name ?? defaultRunName(configuration), configuration, entry: null
    }),
    onMessage,
    { scratch }
  )
}

/**
 * Goes on with a run that was stopped or cut off, in a process of its own. Resolves when that owns the run's file.
 * @throws Failure when the run cannot be gone on with; its file is as it was then
 */
export async function resumeTraining(
  workbench: Workbench,
  id: string,
  onMessage: (message: RunMessage) => void = () => undefined,
  { scratch, ...others }: TrainingFiles = noFiles
): Promise<StartedTraining> {
  readResumable(workbench, id)
  return startJob(
    workbench, (made) => ({ kind: 'resume', ...made, ...others, entry: null }), onMessage, { scratch, id }
  )
}

/** @throws Failure that says why the run cannot be gone on with */
export const readResumable = ({ store }: Workbench, id: string): RunRow => readRun(store, id, (database) => {
  const row = readRunRow(database)
  demandResumable(row)
  return row
})

/** What every job that makes a run is given. */
type MadeRun = Pick<Job<'train' | 'resume'>, 'store' | 'id' | 'scratch'>

/** Starts a job that makes a run, or goes on with one; resolves when it owns the run's file. */
export async function startJob(
  { store, attachment, spare }: Workbench,
  jobOf: (made: MadeRun) => Job<'train' | 'resume'>,
  onMessage: (message: RunMessage) => void,
  { scratch = null, id = store.newId() }: { scratch?: string | null; id?: string } = {}
): Promise<StartedTraining> {
  const made = { id, store: store.path, scratch: scratchFor(store, scratch) }
  let created: () => void = () => undefined
  const exists = new Promise<void>((resolve) => {
    created = resolve
  })
  const { done, kill } = launch(
    jobOf(made),
    (message) => {
      if (message.kind === 'created') created()
      onMessage(message)
    },
    { attachment, waiting: spare.take() }
  )
  // Whoever starts a training may not wait for its end; its failure is in the run file then.
  done.catch(() => undefined)
  await Promise.race([exists, done])
  return { id, done, kill }
}

/**
 * Asks the run's process to stop after its current step. @throws Failure when it is not running
 * @param haste whether there is time to test the weights that it leaves
 */
export function stopTraining({ store }: Workbench, id: string, haste: StopHaste = 'tested'): void {
  const status = readRun(store, id, (database) => statusOf(readRunRow(database)))
  if (status !== 'running')
    throw new Failure(`Run ${id} is not running (it is ${status}), so there is nothing to stop.`)
  askToStop(store, id, haste)
}
