/** What weights are as a ReLU network, and how far they are from masks. */
import type { SolverLook, SolverPoint } from '../../../../preload/schema/solvers'
import { countDifferences } from '../../bits/bits'
import { firstOf, type DataSet } from '../../datasets/dataset'
import { evaluate } from '../../evaluation/evaluate'
import type { MaskedBatch } from '../../executors/eager/masked-layers'
import type { Weights } from '../../networks/weights'
import { reluSupport } from '../../support/forward'
import { supportLayout } from '../../support/layout'
import type { Network } from '../../../../preload/schema/network'
import type { MaskedExecutor } from './problem'

interface Looked { executor: MaskedExecutor; network: Network; data: DataSet; examples: number }

/** @param batches with the masks that drift is measured from; null where there are none */
export async function lookAt(
  { executor, network, data, examples }: Looked, weights: Weights, batches: readonly MaskedBatch[] | null
): Promise<Omit<SolverLook, keyof SolverPoint>> {
  const { layers, bytesPerExample } = supportLayout(network)
  const support = reluSupport(layers.length)
  const units = layers.reduce((sum, layer) => sum + layer.units, 0)
  // Solvers have momentum and weights of their own, which a look leaves as they are.
  const state = await executor.state()
  await executor.setWeights(weights)
  let bits = 0
  for (const { examples: batch, packed } of batches ?? []) {
    const own = await executor.estimateMasks(batch, support)
    bits += countDifferences(own, 0, packed, 0, batch.count * bytesPerExample)
  }
  const [train, test] = [
    await evaluate(executor, firstOf(data.train, examples), support), await evaluate(executor, data.test, support)
  ]
  await executor.setState(state)
  return { reluLoss: train.loss, testError: test.error, drift: batches === null ? null : bits / (units * examples) }
}
