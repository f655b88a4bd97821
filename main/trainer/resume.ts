/**
 * Goes on with a run that was stopped or cut off, in its own file. Everything is checked before the file is touched, so
 * that what is wrong leaves the run as it was.
 */
import { copyFileSync } from 'node:fs'
import type { FileLock } from '../../db/lock/file-lock'
import { readingRun } from '../../db/open'
import { RunRecorder, type Resumed } from '../../db/recorder'
import { settleUnused } from '../../db/settling'
import { demandResumable } from '../../db/resumable'
import { readImageMeans, readRunRow, readTrainingLabels, type RunRow } from '../../db/runs'
import { RunStore } from '../../db/store'
import { readWholeState, type StoredState } from '../../db/training-states'
import { readEpochs } from '../../db/metrics'
import { checkpointNames, readCheckpoint } from '../../db/checkpoints'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { plural } from '../../preload/schema/format'
import { threadsIn } from '../../preload/schema/run-environment'
import { locateData, openDataSet } from '../engine/datasets'
import type { DataSet } from '../engine/datasets/dataset'
import { bytesPerExample } from '../engine/executors/eager/masked-layers'
import { areSameMeans, imageMeans } from '../engine/datasets/sample'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import { layerNetworkFor } from '../engine/training/layer-means'
import { refitterFor } from '../engine/training/refit'
import type { LastGood, Resumption } from '../engine/training/state'
import { demandStateFits } from '../engine/training/state-fits'
import { computeAsBefore, demandPrecision, trainingBackend } from './backend'
import { differenceSentence } from './differences'
import type { Job } from './jobs'
import type { Message, TellBefore } from './messages'
import { owning, type OwnedFile } from './owner'
import { takeEntry, type TakenEntry } from './preparation'
import { Publisher } from './publishing/publisher'
import { retentionOf } from './retention'
import { checkTraining, masksToLoad, type Checked } from './train'
import { trainOnFile, type ToTrain } from './train-on-file'
import { makeOwn } from '../files/own-rights'

type ResumeJob = Job<'resume'>

export async function carryOutResumption(job: ResumeJob, tell: TellBefore): Promise<Message<'ended'>> {
  tell({ kind: 'step', step: 'reading the data' })
  const entry = takeEntry(job)
  const training = await entry.orFailed(() => begin(job, entry))
  return trainOnFile(training, entry, tell)
}

interface Asked { run: RunRow; stored: StoredState | null; configuration: TrainingConfiguration }

function begin(job: ResumeJob, entry: TakenEntry): Promise<ToTrain> {
  const store = new RunStore(job.store)
  return owning(store, job.id, async (lock) => {
    store.clearStopRequest(job.id)
    const asked = readAsked(store, job, lock)
    computeAsBefore(asked.run.backend)
    const checked = await check(job, store, asked)
    demandSameData(store.runPath(job.id), asked.run, checked.data)
    entry.beginFile()
    const { file, resumed } = await openFile(job, store, asked, lock)
    return { ...checked, ...toTrain(job.id, asked, file, resumed) }
  })
}

function readAsked(store: RunStore, { id }: ResumeJob, { found }: FileLock): Asked {
  return readingRun(store.runPath(id), (database) => {
    const run = readRunRow(database)
    demandResumable({ ...run, lock: found })
    if (run.configuration.method === 'imported') throw new Error('an imported network is no training')
    // The order of sums depends on these, so they are what they were, whatever cores there are now.
    const { towers, threads } = threadsIn(run.environment)
    const configuration = threads === null ? run.configuration : { ...run.configuration, towers, threads }
    return { run, stored: readWholeState(database).stored, configuration }
  })
}

/** Of a training that has begun, nothing is needed but what its file holds and the data. */
async function check(job: ResumeJob, store: RunStore, { run, stored, configuration }: Asked): Promise<Checked> {
  const { store: folder, dataFolder, weightMasks } = job
  if (stored === null) return checkTraining({ configuration, store: folder, dataFolder, weightMasks })
  demandPrecision(configuration)
  const network = run.topology
  demandStateFits(stored.state, network)
  const location = locateData(folder, configuration.dataset, dataFolder)
  const data = await openDataSet(configuration, location, () => trainingBackend(configuration, network))
  const undecided = configuration.method === 'dsd' && stored.marks.pruning === 0
  const loaded = undecided ? await masksToLoad(configuration, network, weightMasks) : null
  const refitter = refitterFor(configuration, network, data.train.count)
  const layerNetwork = layerNetworkFor(configuration, network, data.train.count, bytesPerExample)
  return { store, data, network, weights: stored.state.network.weights, weightMasks: loaded, refitter, layerNetwork }
}

/** @throws Failure when the images are others than those that the run was trained with */
function demandSameData(path: string, run: RunRow, data: DataSet): void {
  const { id, configuration, train_examples, test_examples } = run
  const { labels, means } = readingRun(path, (database) =>
    ({ labels: readTrainingLabels(database), means: readImageMeans(database) }))
  const examples = configuration.method === 'imported'
    ? data.train.count
    : trainingExamples(configuration, data.train.count)
  const how = train_examples !== examples || test_examples !== data.test.count
    ? `${examples} training and ${data.test.count} test images, not ${train_examples} and ${test_examples}`
    : labels !== null && labels.some((label, example) => label !== data.train.labels[example])
      ? 'other labels'
      : means !== null && !areSameMeans(means, imageMeans(data)) ? 'other images' : null
  if (how === null) return
  throw new Failure(
    `The data set ${configuration.dataset} has ${how} now, so run ${id} cannot be gone on with as it was begun; ` +
      'name the folder of the same files with --data-dir.'
  )
}

/** In the store, or a copy of it with whoever publishes it. */
async function openFile(
  { id, scratch }: ResumeJob, store: RunStore, { configuration }: Asked, lock: FileLock
): Promise<{ file: OwnedFile; resumed: Resumed }> {
  const resume = (path: string): Resumed => RunRecorder.resume(path, (run, bytesPerExample) =>
    retentionOf(configuration, run.train_examples, bytesPerExample), lock.found)
  const inStore = store.runPath(id)
  if (scratch === null) {
    const resumed = resume(inStore)
    return { file: { path: inStore, publisher: null, recorder: resumed.recorder, lock }, resumed }
  }
  const publisher = new Publisher(inStore, scratch, 'gone on with')
  try {
    if (store.fileState(id).isOpen) settleUnused(inStore)
    copyFileSync(inStore, publisher.path)
    makeOwn(publisher.path)
    const resumed = resume(publisher.path)
    return { file: { path: publisher.path, publisher, recorder: resumed.recorder, lock }, resumed }
  } catch (error) {
    await publisher.abandon()
    throw error
  }
}

function toTrain(
  id: string, { run, configuration }: Asked, file: OwnedFile, { recorder, stored, damaged, droppedSnapshots }: Resumed
): Omit<ToTrain, keyof Checked> {
  recorder.log(resumptionLines(stored, damaged, droppedSnapshots))
  const resumption: Resumption | null = stored && { state: stored.state, lastGood: readLastGood(file.path) }
  return {
    id, configuration, file, layout: supportLayout(run.topology),
    goingOn: {
      resumption,
      computesOn: (environment, backend) => {
        const sentence = differenceSentence(
          { backend: run.backend, environment: run.environment }, { backend, environment }
        )
        if (sentence !== null) recorder.log([sentence])
      }
    }
  }
}

/** What the file says of what was done here. */
function resumptionLines(stored: StoredState | null, damaged: number, droppedSnapshots: number): string[] {
  const from = stored === null
    ? 'its beginning'
    : `epoch ${stored.state.position.epoch}, iteration ${stored.state.position.iteration}, saved at ${stored.savedAt}`
  return [
    `Resumed from ${from}.`,
    ...damaged > 0 ? [`${plural(damaged, 'newer state')} could not be read, so an older one was gone on from.`] : [],
    ...droppedSnapshots > 0
      ? [`${plural(droppedSnapshots, 'snapshot')} taken after that went, and the run’s own will be taken again.`]
      : []
  ]
}

function readLastGood(path: string): LastGood | null {
  return readingRun(path, (database) => {
    if (!checkpointNames(database).includes('last-good')) return null
    const { epoch, weights } = readCheckpoint(database, 'last-good')
    const record = readEpochs(database, epoch - 1).find((one) => one.epoch === epoch)
    return record ? { weights, test: { loss: record.testLoss, error: record.testError } } : null
  })
}
