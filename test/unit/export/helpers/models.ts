/** Models to export: pruned ones with their weight masks, and one that was really trained. */
import type { Backend } from '../../../../main/engine/backends/backend'
import { locateData, openDataSet } from '../../../../main/engine/datasets'
import { consecutive } from '../../../../main/engine/datasets/dataset'
import { GraphExecutor } from '../../../../main/engine/executors/graph/executor'
import { initialWeights, parametersOf, valuesOf, type Weights } from '../../../../main/engine/networks/parameters'
import { presetNetwork } from '../../../../main/engine/networks/presets'
import type { WeightMasks } from '../../../../main/engine/networks/weight-masks'
import { exportedModel, type ExportedModel, type Provenance } from '../../../../main/export/model'
import type { Network } from '../../../../preload/schema/network'

export const provenance: Provenance = {
  run: { id: '20260101-000000-test', name: 'a test', method: 'sgd' },
  checkpoint: 'final',
  epoch: 1,
  dataset: 'mnist-10k',
  network: 'test',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  testError: 0.5,
  preprocessing: { description: { name: 'unit', words: 'x / 255', mean: [0], deviation: 1, arrays: [] }, arrays: [] }
}

export const modelOf = (network: Network, weights: Weights, masks: WeightMasks = new Map()): ExportedModel =>
  exportedModel(network, weights, masks, provenance)

/** The smallest third of every kernel set to zero, and the masks that say so. */
export function pruned(network: Network, weights: Weights): { weights: Weights; masks: WeightMasks } {
  const left = new Map(weights)
  const masks = new Map<string, Uint8Array>()
  for (const { name, role } of parametersOf(network)) {
    if (role !== 'kernel') continue
    const values = valuesOf(weights, name)
    const bound = values.map(Math.abs).sort()[Math.floor(values.length / 3)]
    masks.set(name, Uint8Array.from(values, (value) => Number(Math.abs(value) >= bound)))
    left.set(name, values.map((value) => (Math.abs(value) >= bound ? value : 0)))
  }
  return { weights: left, masks }
}

/** One epoch on 8,000 digits. */
export async function trained(backend: Backend, store: string): Promise<{ network: Network; weights: Weights }> {
  const network = presetNetwork('all-cnn-mini', [28, 28, 1], 10)
  const { train } = await openDataSet(
    { dataset: 'mnist-10k', preprocessing: 'standardised', imageSize: 224 },
    locateData(store, 'mnist-10k', null),
    () => backend
  )
  const executor = await GraphExecutor.create(backend, network, initialWeights(network, 1), 1, [{ mode: 'relu' }])
  for (let step = 0; step < train.count / 64; step++) {
    const batch = train.read(consecutive(step * 64, 64))
    await executor.trainStep(
      batch,
      { mode: 'relu' },
      { learningRate: 0.02, momentum: 0.9, weightDecay: 0, clipNorm: 1 },
      step
    )
  }
  const weights = await executor.weights()
  executor.dispose()
  return { network, weights }
}
