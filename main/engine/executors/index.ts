/** The executor that a run asks for, and the one that it gets. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import type { Backend } from '../backends/backend'
import type { Weights } from '../networks/parameters'
import { EagerExecutor } from './eager/executor'
import type { Executor, Precision, SupportKind } from './executor'
import { GraphExecutor } from './graph/executor'

type Kind = TrainingConfiguration['executor']

/** The eager executor takes the place of the graph executor on a backend that runs no graphs. */
export const executorOn = (wanted: Kind, { can }: Pick<Backend, 'can'>): Kind => (can.graph ? wanted : 'eager')

/**
 * @param kinds what it will be trained with, nothing when it is only run
 * @throws Failure when the graph executor is asked for on a backend that runs no graphs, or a precision on one that
 * does not have it
 */
export async function createExecutor(
  kind: Kind, backend: Backend, network: Network, weights: Weights, seed: number,
  kinds: readonly SupportKind[], precision: Precision = 'float32'
): Promise<Executor> {
  if (precision !== 'float32' && (kind === 'eager' || backend.name !== 'tensorflow-cpu'))
    throw new Failure(
      `The precision ${precision} is that of native TensorFlow on the CPU, and "${backend.name}" computes here; ` +
        'train with --precision float32.'
    )
  switch (kind) {
    case 'graph': return GraphExecutor.create(backend, network, weights, seed, kinds, precision)
    case 'eager': return new EagerExecutor(backend, network, weights, seed)
  }
}
