/** The executor that a run asks for; `kinds` is what it will be trained with, nothing when it is only run. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import type { Backend } from '../backends/backend'
import type { Weights } from '../networks/parameters'
import { EagerExecutor } from './eager/executor'
import type { Executor, SupportKind } from './executor'
import { GraphExecutor } from './graph/executor'

export async function createExecutor(
  kind: TrainingConfiguration['executor'], backend: Backend, network: Network, weights: Weights, seed: number,
  kinds: readonly SupportKind[]
): Promise<Executor> {
  switch (kind) {
    case 'graph': return GraphExecutor.create(backend, network, weights, seed, kinds)
    case 'eager': return new EagerExecutor(backend, network, weights, seed)
  }
}
