/** The executor that a run asks for. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Network } from '../../../preload/schema/network'
import type { TensorFlow } from '../backends/native'
import type { Weights } from '../networks/parameters'
import { EagerExecutor } from './eager/executor'
import type { Executor } from './executor'
import { GraphExecutor } from './graph/executor'

export async function createExecutor(
  kind: TrainingConfiguration['executor'], tensorflow: TensorFlow, network: Network, weights: Weights, seed: number
): Promise<Executor> {
  switch (kind) {
    case 'graph': return GraphExecutor.create(tensorflow, network, weights, seed)
    case 'eager': return new EagerExecutor(tensorflow, network, weights, seed)
  }
}
