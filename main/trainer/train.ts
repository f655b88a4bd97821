/**
 * Carries out a training. What it is given is checked first, so that what is wrong leaves nothing behind; then there is
 * a run to look at, which tells whatever happens later; TensorFlow, which takes a second to load, comes last.
 */
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import type { DsdConfiguration, TrainingConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import type { Backend } from '../engine/backends/backend'
import { describeDataSet, locateData, openDataSet } from '../engine/datasets'
import type { DataSet } from '../engine/datasets/dataset'
import type { Refitter } from '../engine/classifier/refit'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor, SupportKind } from '../engine/executors/executor'
import { parametersInTraining } from '../engine/networks/cost'
import { parametersOf, type Weights } from '../engine/networks/parameters'
import type { WeightMasks } from '../engine/networks/weight-masks'
import { MaskFlow } from '../engine/pruning/mask-flow'
import { supportLayout, type SupportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import { storedMasksOf, trainingMethodOf } from '../engine/training/methods'
import { refitterFor } from '../engine/training/refit'
import type { PruningMeans } from '../engine/training/run'
import { train } from '../engine/training/train'
import { trainingBackend, whyNoTowers } from './backend'
import { describeEnvironment } from './environment'
import type { Job } from './jobs'
import type { Message, Tell } from './messages'
import { networkToTrain } from './network'
import { demandPruningFits, firstWeights, weightMasksFrom } from './origin'
import { asOwner, newFile, type NewFile } from './owner'
import { preparing, takeEntry, type TakenEntry } from './preparation'
import { retentionOf } from './retention'

export async function carryOutTraining(job: Job<'train'>, tell: Tell): Promise<Message<'ended'>> {
  const { configuration } = job
  const entry = takeEntry(job)
  const begun = await entry.orFailed(() => begin(job, entry))
  const { store, data, network, weights, weightMasks, refitter, file, layout } = begun
  const telling: Tell = (message) => {
    if (message.kind === 'created') entry.hasFile()
    tell(message)
  }
  return asOwner({ store, id: job.id, file, layout, tell: telling }, async (told, stopRequested) => {
    told.progress(preparing('loading TensorFlow'))
    const backend = await trainingBackend(configuration, network)
    const noTowers = whyNoTowers(configuration, network, backend)
    const environment = describeEnvironment(backend, configuration, noTowers)
    file.recorder.computesOn({ backend: backend.name, environment })
    told.progress(preparing('building the network'))
    const executors = await makeExecutors(configuration, backend, network, weights)
    const pruning: PruningMeans | undefined = configuration.method === 'dsd'
      ? { network, flow: new MaskFlow(backend, network), loaded: weightMasks }
      : undefined
    return train({ configuration, data, layout, ...executors, pruning, refitter, recorder: told, stopRequested })
  })
}

/** Checks what the training is given, and makes the run's file. */
async function begin(job: Job<'train'>, entry: TakenEntry): Promise<Checked & MadeFile> {
  const checked = await check(job)
  entry.beginFile()
  return { ...checked, ...await makeFile(job, checked) }
}

async function makeFile(job: Job<'train'>, { store, data, network }: Checked): Promise<MadeFile> {
  const { id, name, configuration } = job
  const layout = supportLayout(network)
  const examples = trainingExamples(configuration, data.train.count)
  const file = await newFile(store, job, (path) => RunRecorder.create(
    path,
    {
      id,
      name,
      configuration,
      topology: network,
      layers: layout.layers,
      computing: null,
      parameters: parametersInTraining(network),
      tensors: parametersOf(network),
      trainExamples: examples,
      labels: data.train.labels.subarray(0, examples),
      testExamples: data.test.count
    },
    retentionOf(configuration, examples, layout.bytesPerExample)
  ))
  return { file, layout }
}

interface MadeFile { file: NewFile; layout: SupportLayout }

interface Checked {
  store: RunStore
  data: DataSet
  network: Network
  weights: Weights
  /** Of a pruning that takes them from a file. */
  weightMasks: WeightMasks | null
  refitter: Refitter | undefined
}

/** Reads whatever the training is given, so that what is wrong is told before there is a run. */
async function check({ configuration, store: storePath, dataFolder, weightMasks }: Job<'train'>): Promise<Checked> {
  const store = new RunStore(storePath)
  store.prepareForWriting()
  const location = locateData(storePath, configuration.dataset, dataFolder)
  // A network that does not fit is told before data are read, which may take minutes.
  const network = networkToTrain(store, configuration, describeDataSet(configuration, location))
  const data = await openDataSet(configuration, location, () => trainingBackend(configuration, network))
  return {
    store, data, network,
    weights: firstWeights(store, configuration, network),
    refitter: refitterFor(configuration, network, data.train.count),
    weightMasks: configuration.method === 'dsd' ? await masksToLoad(configuration, network, weightMasks) : null
  }
}

async function masksToLoad(
  configuration: DsdConfiguration, network: Network, weightMasks: string | null
): Promise<WeightMasks | null> {
  demandPruningFits(configuration, network)
  const wanted = configuration.pruning.choice.kind === 'loaded'
  if (wanted !== (weightMasks !== null))
    throw new Failure('A file of weight masks and the choice "loaded" go together; give both or neither.')
  return weightMasks === null ? null : weightMasksFrom(weightMasks, network)
}

/** Augmented images have masks of their own, which another executor estimates. */
async function makeExecutors(
  configuration: TrainingConfiguration, backend: Backend, network: Network, weights: Weights
): Promise<{ executor: Executor; estimator: Executor | undefined }> {
  const make = (kinds: SupportKind[]): Promise<Executor> =>
    createExecutor(
      executorOn(configuration.executor, backend), backend, network, weights, configuration.seed, kinds
    )
  const executor = await make(trainingMethodOf(configuration.method).supports(configuration))
  const augmented = configuration.augmentation !== 'none' && storedMasksOf(configuration)
  return { executor, estimator: augmented ? await make([]) : undefined }
}
