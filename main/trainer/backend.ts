/** What a job computes on: how it uses the cores is decided before TensorFlow is loaded. */
import type { TrainingConfiguration } from '../../preload/schema/configuration'
import type { Network } from '../../preload/schema/network'
import { preferredBackend, type PreferredBackend } from '../engine/backends/preferred'
import { tensorFlowsOwn, threadsInTowers, type Threads } from '../engine/backends/threads'
import { forwardBatchSize } from '../engine/evaluation/evaluate'
import { isSeparable } from '../engine/executors/separable'
import { trainingMethodOf } from '../engine/training/methods'

/** Towers where the graph executor may split every batch of the run. */
export function trainingThreads(configuration: TrainingConfiguration, network: Network, cores?: number): Threads {
  const kinds = trainingMethodOf(configuration.method).supports(configuration)
  const splits = configuration.executor === 'graph' && kinds.every((kind) => isSeparable(network, kind))
  return splits ? threadsInTowers(configuration.batchSize, cores) : tensorFlowsOwn
}

export const trainingBackend = (configuration: TrainingConfiguration, network: Network): Promise<PreferredBackend> =>
  preferredBackend(trainingThreads(configuration, network))

/** For networks that are only run, in large batches. */
export const runningBackend = (): Promise<PreferredBackend> => preferredBackend(threadsInTowers(forwardBatchSize))
