/** Alternations with several solvers, from the weights of a snapshot (main/engine/theory/solvers/alternating). */
import { EagerExecutor } from '../../engine/executors/eager/executor'
import { bytesPerExample, MaskedLayers } from '../../engine/executors/eager/masked-layers'
import { readAlternations } from '../../engine/theory/solvers/alternating-reading'
import type { Means } from './means'
import type { Answer, Given } from './questions'
import { underStoredMasks } from './stored-masks'

/** Null when it was stopped. @throws Failure when the snapshot lacks masks or weights, or layers are not linear */
export async function alternatingSolvers(
  means: Means, given: Given<'alternating solvers'>
): Promise<Answer<'alternating solvers'>> {
  const { snapshot, seed, backend, network, weights, data } = await underStoredMasks(means, given)
  const { examples, passes, methods } = given
  const reading = await readAlternations({
    network, weights, data, seed, examples, passes, methods,
    // All by the same operations, so that seconds can be compared.
    executorOf: (steady) => new EagerExecutor(backend, steady, weights, seed),
    layersOf: (steady, batches) => new MaskedLayers(backend, steady, weights, batches),
    bytesPerExample,
    tell: means.tell, stopped: means.stopped
  })
  return reading && { ...reading, snapshot, seed }
}
