/** Trains a run whose file is there: one that has just been made, or one that is gone on with. */
import type { RunStore } from '../../db/store'
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import type { Network } from '../../preload/schema/network'
import type { Backend } from '../engine/backends/backend'
import type { PreferredBackend } from '../engine/backends/preferred'
import type { Refitter } from '../engine/classifier/refit'
import type { DataSet } from '../engine/datasets/dataset'
import { createExecutor, executorOn } from '../engine/executors'
import { MaskedLayers } from '../engine/executors/eager/masked-layers'
import type { Executor, SupportKind } from '../engine/executors/executor'
import { trainedLayers } from '../engine/layerwise/steady-network'
import type { Weights } from '../engine/networks/parameters'
import type { WeightMasks } from '../engine/networks/weight-masks'
import { MaskFlow } from '../engine/pruning/mask-flow'
import type { SupportLayout } from '../engine/support/layout'
import { storedMasksOf, trainingMethodOf } from '../engine/training/methods'
import type { LayerMeans, PruningMeans } from '../engine/training/run'
import type { Resumption } from '../engine/training/state'
import { train } from '../engine/training/train'
import { trainingBackend, whyNoTowers } from './backend'
import { describeEnvironment } from './environment'
import type { Message, Tell } from './messages'
import { asOwner, type OwnedFile } from './owner'
import { preparing, type TakenEntry } from './preparation'

/** What a run that is gone on with has beside what every training has. */
export interface GoingOn {
  /** Null for its beginning. */
  resumption: Resumption | null
  /** Told when it is known what computes. */
  computesOn: (environment: Readonly<Record<string, string>>, backend: string) => void
}

export interface ToTrain {
  id: string
  store: RunStore
  /** With the threads that are to compute, where these are given. */
  configuration: TrainingConfiguration
  data: DataSet
  network: Network
  weights: Weights
  /** Of a pruning that takes them from a file. */
  weightMasks: WeightMasks | null
  refitter: Refitter | undefined
  /** In which one layer is moved at a time; null where the method does not. */
  layerNetwork: Network | null
  file: OwnedFile
  layout: SupportLayout
  /** Null of a new run. */
  goingOn: GoingOn | null
}

export function trainOnFile(training: ToTrain, entry: TakenEntry, tell: Tell): Promise<Message<'ended'>> {
  const { store, id, file, layout, configuration, network, data, weights, weightMasks, goingOn } = training
  const telling: Tell = (message) => {
    if (message.kind === 'created') entry.hasFile()
    tell(message)
  }
  const onSystemEnd = (): void => { entry.waitAgain() }
  const owned = { store, id, file, layout, goesOn: goingOn !== null, tell: telling, onSystemEnd }
  return asOwner(owned, async (told, stopRequested) => {
    told.progress(preparing('loading TensorFlow'))
    const backend = await trainingBackend(configuration, network)
    const noTowers = whyNoTowers(configuration, network, backend)
    const environment = describeEnvironment(backend, configuration, noTowers)
    goingOn?.computesOn(environment, backend.name)
    file.recorder.computesOn({ backend: backend.name, environment })
    told.progress(preparing('building the network'))
    const executors = await makeExecutors(configuration, backend, network, weights)
    const pruning = pruningMeans(configuration, backend, network, weightMasks)
    return train({
      configuration, data, layout, ...executors, pruning, refitter: training.refitter,
      layerMeans: layerMeans(backend, training.layerNetwork), recorder: told, stopRequested
    }, goingOn?.resumption ?? null)
  })
}

const pruningMeans = (
  { method }: TrainingConfiguration, backend: PreferredBackend, network: Network, loaded: WeightMasks | null
): PruningMeans | undefined =>
  method === 'dsd' ? { network, flow: new MaskFlow(backend, network), loaded } : undefined

const layerMeans = (backend: PreferredBackend, network: Network | null): LayerMeans | undefined =>
  network === null ? undefined : {
    layers: trainedLayers(network).toReversed(),
    layersOf: (weights, batches) => new MaskedLayers(backend, network, weights, batches)
  }

/** Augmented images have masks of their own, which another executor estimates. */
export async function makeExecutors(
  configuration: TrainingConfiguration, backend: Backend, network: Network, weights: Weights
): Promise<{ executor: Executor; estimator: Executor | undefined }> {
  const make = (kinds: SupportKind[]): Promise<Executor> =>
    createExecutor(
      executorOn(configuration.executor, backend), backend, network, weights, configuration.seed, kinds,
      configuration.precision
    )
  const executor = await make(trainingMethodOf(configuration.method).supports(configuration))
  const augmented = configuration.augmentation !== 'none' && storedMasksOf(configuration)
  return { executor, estimator: augmented ? await make([]) : undefined }
}
