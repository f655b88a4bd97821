/** Adds the masks of a stored checkpoint to the file of a run that is not running. */
import { carryOutChanges } from '../../db/annotations'
import { readCheckpoint, type Checkpoint } from '../../db/checkpoints'
import { readingRun } from '../../db/open'
import { RunRecorder } from '../../db/recorder'
import { readRunRow, readStatus, statusOf, type RunRow } from '../../db/runs'
import { newestSnapshot, readSnapshots } from '../../db/snapshots'
import { RunStore } from '../../db/store'
import { snapshotName } from '../../preload/schema/moments'
import { Failure } from '../../preload/schema/failure'
import type { RunStatus, SnapshotRecord } from '../../preload/schema/run'
import { locateData, openDataSet } from '../engine/datasets'
import { firstOf, type ExampleSource } from '../engine/datasets/dataset'
import { createExecutor, executorOn } from '../engine/executors'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import type { CheckpointName } from '../engine/training/recorder'
import { estimationOf, examplesOf, takeSnapshot } from '../engine/training/snapshot'
import { storedMasksOf } from '../engine/training/methods'
import { endInOrder, starterIsGone, stopAsked } from './attachment'
import { runningBackend } from './backend'
import { StoredMasks } from './mask-thread/stored-masks'
import type { Job, Telling } from './jobs'
import { lookEvery, maskProgram } from './owner'
import { recording } from './recording'

type SnapshotJob = Job<'snapshot'>
type Tell = Telling<'snapshot'>
interface Asked { run: RunRow; checkpoint: Checkpoint; index: number }

/**
 * @returns null when it was stopped
 * @throws Failure while the run is running or another command adds to it, and when the masks are there already
 */
export async function carryOutSnapshot(job: SnapshotJob, tell: Tell): Promise<SnapshotRecord | null> {
  const store = new RunStore(job.store)
  demandEnded(readStatus(store.runPath(job.id)), job.id)
  const release = store.claim(job.id)
  try {
    return await take(store, job, tell)
  } finally {
    // First, or it would clear what the next one that claims the run is asked.
    store.clearStopRequest(job.id)
    release()
    carryOutChanges(store, job.id)
  }
}

async function take(store: RunStore, job: SnapshotJob, tell: Tell): Promise<SnapshotRecord | null> {
  const path = store.runPath(job.id)
  tell({ kind: 'step', step: 'reading the run' })
  const { run, checkpoint, index } = readAsked(path, job)
  const { configuration, topology } = run
  const location = locateData(job.store, configuration.dataset, job.dataFolder)
  tell({ kind: 'step', step: 'reading the data' })
  const data = await openDataSet(configuration, location, runningBackend)
  const training = trainingOf(run, data.train)
  const examples = examplesOf(training, job.of)
  demandNew(path, job, examples.count)
  const layout = supportLayout(topology)
  tell({ kind: 'step', step: 'loading TensorFlow' })
  const backend = await runningBackend()
  const executor = await createExecutor(
    executorOn(configuration.executor, backend),
    backend,
    topology,
    checkpoint.weights,
    configuration.seed,
    []
  )
  // What is cut off from here on is closed first.
  endInOrder()
  const recorder = RunRecorder.reopen(path)
  const masks = new StoredMasks(maskProgram, path, layout)
  const stop = watched(store, job.id)
  let record: SnapshotRecord | null = null
  let done = 0
  try {
    await takeSnapshot({
      start: {
        index,
        kind: 'requested',
        alternation: null,
        checkpoint: job.at as CheckpointName,
        epoch: checkpoint.epoch,
        iteration: checkpoint.iteration
      },
      examples,
      executor,
      support: await estimationOf(masksOf(run), layout.layers.length, executor, training),
      recorder: recording(recorder, masks, (message) => {
        if (message.kind === 'snapshot') record = message.record
      }),
      stopRequested: stop.requested,
      tell: (count) => tell({ kind: 'snapshot progress', done: (done += count), of: examples.count })
    })
  } finally {
    stop.end()
    masks.close()
    recorder.leave()
    executor.dispose()
  }
  return record
}

function readAsked(path: string, { id, at }: SnapshotJob): Asked {
  return readingRun(path, (database) => {
    const run = readRunRow(database)
    demandEnded(statusOf(run), id)
    return { run, checkpoint: readCheckpoint(database, at), index: newestSnapshot(database) + 1 }
  })
}

function demandEnded(status: RunStatus, id: string): void {
  if (status === 'running')
    throw new Failure(`Run ${id} is still running, and its training alone writes its file; stop it first, or wait.`)
}

/** A checkpoint of the same name may have been replaced since, so its moment counts too. */
function demandNew(path: string, { id, at }: SnapshotJob, examples: number): void {
  readingRun(path, (database) => {
    const { iteration } = readCheckpoint(database, at)
    const there = readSnapshots(database, 0).find(
      (record) => record.checkpoint === at && record.iteration === iteration && record.examples >= examples
    )
    if (!there) return
    throw new Failure(
      `The masks of "${at}" of run ${id} are there already: ${snapshotName(there)}, of ${there.examples} examples; ` +
        `"maskscope show ${id}" shows them.`
    )
  })
}

/** The training examples that the run used. */
const trainingOf = ({ configuration }: RunRow, train: ExampleSource): ExampleSource =>
  configuration.method === 'imported' ? train : firstOf(train, trainingExamples(configuration, train.count))

/** How the run's own method estimates masks, where it does. */
const masksOf = ({ configuration }: RunRow) =>
  configuration.method === 'imported' ? null : storedMasksOf(configuration)?.settings ?? null

/** Whether somebody asks the work on a run to stop, or nobody waits for it any more. */
function watched(store: RunStore, id: string): { requested: () => boolean; end: () => void } {
  const isAsked = (): boolean => starterIsGone() || stopAsked() !== null || store.stopRequested(id)
  let stopping = isAsked()
  const timer = setInterval(() => { stopping ||= isAsked() }, lookEvery)
  return { requested: () => stopping, end: () => clearInterval(timer) }
}
