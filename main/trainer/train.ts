/**
 * Carries out a training. What it is given is checked first, so that what is wrong leaves nothing behind; then there is
 * a run to look at, which tells whatever happens later; TensorFlow, which takes a second to load, comes last.
 */
import type { FileLock } from '../../db/lock/file-lock'
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import type { DsdConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import { describeDataSet, locateData, openDataSet } from '../engine/datasets'
import type { DataSet } from '../engine/datasets/dataset'
import type { Refitter } from '../engine/classifier/refit'
import { bytesPerExample } from '../engine/executors/eager/masked-layers'
import { imageMeans } from '../engine/datasets/sample'
import { parametersInTraining } from '../engine/networks/cost'
import { parametersOf, type Weights } from '../engine/networks/parameters'
import type { WeightMasks } from '../engine/networks/weight-masks'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import { layerNetworkFor } from '../engine/training/layer-means'
import { refitterFor } from '../engine/training/refit'
import { demandPrecision, trainingBackend } from './backend'
import type { Job } from './jobs'
import type { Message, TellBefore } from './messages'
import { networkToTrain } from './network'
import { demandPruningFits, firstWeights, weightMasksFrom } from './origin'
import { newFile, owning } from './owner'
import { takeEntry, type TakenEntry } from './preparation'
import { retentionOf } from './retention'
import { trainOnFile, type ToTrain } from './train-on-file'

export async function carryOutTraining(job: Job<'train'>, tell: TellBefore): Promise<Message<'ended'>> {
  tell({ kind: 'step', step: 'reading the data' })
  const entry = takeEntry(job)
  const training = await entry.orFailed(() => begin(job, entry))
  return trainOnFile(training, entry, tell)
}

/** Checks what the training is given, and makes the run's file. */
function begin(job: Job<'train'>, entry: TakenEntry): Promise<ToTrain> {
  return owning(new RunStore(job.store), job.id, async (lock) => {
    const checked = await checkTraining(job)
    entry.beginFile()
    return makeFile(job, checked, lock)
  })
}

async function makeFile(job: Job<'train'>, checked: Checked, lock: FileLock): Promise<ToTrain> {
  const { id, name, configuration } = job
  const { store, data, network } = checked
  const layout = supportLayout(network)
  const examples = trainingExamples(configuration, data.train.count)
  const file = await newFile(store, lock, job, (path) => RunRecorder.create(
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
      testExamples: data.test.count,
      imageMeans: imageMeans(data)
    },
    retentionOf(configuration, examples, layout.bytesPerExample)
  ))
  return { ...checked, id, configuration, file, layout, goingOn: null }
}

export interface Checked {
  store: RunStore
  data: DataSet
  network: Network
  weights: Weights
  /** Of a pruning that takes them from a file. */
  weightMasks: WeightMasks | null
  refitter: Refitter | undefined
  layerNetwork: Network | null
}

/** Reads whatever a training is given, so that what is wrong is told before there is a run. */
export async function checkTraining(
  { configuration, store: storePath, dataFolder, weightMasks }:
  Pick<Job<'train'>, 'configuration' | 'store' | 'dataFolder' | 'weightMasks'>
): Promise<Checked> {
  demandPrecision(configuration)
  const store = new RunStore(storePath)
  store.prepareForWriting()
  const location = locateData(storePath, configuration.dataset, dataFolder)
  // A network that does not fit is told before data are read, which may take minutes.
  const network = networkToTrain(store, configuration, await describeDataSet(configuration, location))
  const data = await openDataSet(configuration, location, () => trainingBackend(configuration, network))
  return {
    store, data, network,
    weights: firstWeights(store, configuration, network),
    refitter: refitterFor(configuration, network, data.train.count),
    layerNetwork: layerNetworkFor(configuration, network, data.train.count, bytesPerExample),
    weightMasks: configuration.method === 'dsd' ? await masksToLoad(configuration, network, weightMasks) : null
  }
}

/** @throws Failure unless a file is given exactly where the choice of connections takes one */
export async function masksToLoad(
  configuration: DsdConfiguration, network: Network, weightMasks: string | null
): Promise<WeightMasks | null> {
  demandPruningFits(configuration, network)
  const wanted = configuration.pruning.choice.kind === 'loaded'
  if (wanted !== (weightMasks !== null))
    throw new Failure('A file of weight masks and the choice "loaded" go together; give both or neither.')
  return weightMasks === null ? null : weightMasksFrom(weightMasks, network)
}
