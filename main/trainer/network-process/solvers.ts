/** Solvers beside each other under the masks of a snapshot (main/engine/theory/solvers). */
import { consecutive } from '../../engine/datasets/dataset'
import { EagerExecutor } from '../../engine/executors/eager/executor'
import { MaskedJacobian } from '../../engine/executors/eager/masked-jacobian'
import { bytesPerExample, MaskedLayers } from '../../engine/executors/eager/masked-layers'
import { readSolvers } from '../../engine/theory/solvers/reading'
import type { Means } from './means'
import type { Answer, Given } from './questions'
import { underStoredMasks } from './stored-masks'

/** Null when it was stopped. @throws Failure when the snapshot lacks masks or weights, or layers are not linear */
export async function solvers(means: Means, given: Given<'solvers'>): Promise<Answer<'solvers'>> {
  const { snapshot, seed, backend, network, weights, data, values } = await underStoredMasks(means, given)
  const { examples, passes, layers } = given
  const reading = await readSolvers({
    network, weights, data, seed, examples, passes, layers, solvers: given.solvers,
    packed: values.masks(consecutive(0, examples)),
    // All by the same operations, so that seconds can be compared.
    executorOf: (steady) => new EagerExecutor(backend, steady, weights, seed),
    layersOf: (steady, batches) => new MaskedLayers(backend, steady, weights, batches),
    jacobianOf: (steady) => new MaskedJacobian(backend, steady, weights),
    bytesPerExample,
    tell: means.tell, stopped: means.stopped
  })
  return reading && { ...reading, snapshot, seed }
}
