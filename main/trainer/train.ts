/**
 * Carries out a training: loads what it needs, then creates the run's file, so that a failing start leaves nothing
 * behind.
 */
import { RunRecorder } from '../../db/recorder'
import { RunStore } from '../../db/store'
import type { DsdConfiguration } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import type { Network } from '../../preload/schema/network'
import type { Backend } from '../engine/backends/backend'
import { nativeBackend } from '../engine/backends/native'
import { describeDataSet, locateData, openDataSet } from '../engine/datasets'
import { createExecutor } from '../engine/executors'
import type { Executor, SupportKind } from '../engine/executors/executor'
import { parametersInTraining } from '../engine/networks/cost'
import { MaskFlow } from '../engine/pruning/mask-flow'
import { supportLayout } from '../engine/support/layout'
import { trainingExamples } from '../engine/training/plan'
import { storedMasksOf, trainingMethodOf } from '../engine/training/methods'
import type { PruningMeans } from '../engine/training/run'
import { train } from '../engine/training/train'
import { describeEnvironment } from './environment'
import type { Job } from './jobs'
import type { Message, Tell } from './messages'
import { networkToTrain } from './network'
import { demandPruningFits, firstWeights, weightMasksFrom } from './origin'
import { asOwner } from './owner'
import { retentionOf } from './retention'

export async function carryOutTraining(job: Job<'train'>, tell: Tell): Promise<Message<'ended'>> {
  const { store, recorder, ...prepared } = await prepare(job)
  return asOwner({ store, id: job.id, recorder, layout: prepared.layout, tell }, (told, stopRequested) =>
    train({ configuration: job.configuration, ...prepared, recorder: told, stopRequested }))
}

async function prepare({
  configuration,
  id,
  name,
  store: storePath,
  dataFolder,
  weightMasks
}: Job<'train'>) {
  const store = new RunStore(storePath)
  store.prepareForWriting()
  const location = locateData(storePath, configuration.dataset, dataFolder)
  // A network that does not fit is told before data are read, which may take minutes.
  const network = networkToTrain(store, configuration, describeDataSet(configuration, location))
  const backend = nativeBackend()
  const data = await openDataSet(configuration, location, () => backend)
  const layout = supportLayout(network)
  const weights = firstWeights(store, configuration, network)
  const pruning =
    configuration.method === 'dsd' ? await pruningMeans(configuration, backend, network, weightMasks) : undefined
  const newExecutor = (kinds: SupportKind[]): Promise<Executor> =>
    createExecutor(configuration.executor, backend, network, weights, configuration.seed, kinds)
  const executor = await newExecutor(trainingMethodOf(configuration.method).supports(configuration))
  const estimator =
    configuration.augmentation !== 'none' && storedMasksOf(configuration) ? await newExecutor([]) : undefined
  const examples = trainingExamples(configuration, data.train.count)
  const recorder = RunRecorder.create(
    store.runPath(id),
    {
      id,
      name,
      configuration,
      topology: network,
      layers: layout.layers,
      backend: backend.name,
      environment: describeEnvironment(backend.version),
      parameters: parametersInTraining(network),
      trainExamples: examples,
      labels: data.train.labels.subarray(0, examples),
      testExamples: data.test.count
    },
    retentionOf(configuration, examples, layout.bytesPerExample)
  )
  return { store, recorder, executor, estimator, data, layout, pruning }
}

async function pruningMeans(
  configuration: DsdConfiguration,
  backend: Backend,
  network: Network,
  weightMasks: string | null
): Promise<PruningMeans> {
  demandPruningFits(configuration, network)
  const wanted = configuration.pruning.choice.kind === 'loaded'
  if (wanted !== (weightMasks !== null))
    throw new Failure('A file of weight masks and the choice "loaded" go together; give both or neither.')
  return {
    network,
    flow: new MaskFlow(backend, network),
    loaded: weightMasks === null ? null : await weightMasksFrom(weightMasks, network)
  }
}
