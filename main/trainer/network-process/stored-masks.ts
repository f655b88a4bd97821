/** What an experiment on a stored run works with: its network at a snapshot, data, and the stored masks. */
import { Failure } from '../../../preload/schema/failure'
import type { Network } from '../../../preload/schema/network'
import type { Backend } from '../../engine/backends/backend'
import type { DataSet } from '../../engine/datasets/dataset'
import { nodeValues } from '../../engine/executors/eager/node-values'
import type { Weights } from '../../engine/networks/weights'
import type { RunValues } from '../../engine/theory/masked-layer/features'
import { lookAt, type LookedAt } from './looked-at'
import type { Means } from './means'

interface Given { id: string; snapshot: number | null; examples: number; dataFolder: string | null }

interface StoredMasks {
  snapshot: number
  seed: number
  backend: Backend
  network: Network
  weights: Weights
  data: DataSet
  values: RunValues
}

/** @throws Failure when the snapshot holds the masks of fewer examples, or its weights are no longer there */
export async function underStoredMasks(means: Means, given: Given): Promise<StoredMasks> {
  const look = <T>(read: (at: LookedAt) => T): T => lookAt(means.place, means.networks, given, read)
  const { run, record, layout, stored, weights } = look((at) => ({
    run: at.run, record: at.record, layout: at.layout, stored: at.stored(), weights: at.weights()
  }))
  if (given.examples > stored)
    throw new Failure(
      `Snapshot ${record.index} holds the masks of ${stored} examples, fewer than ${given.examples}; ` +
      'choose a snapshot that holds all, or fewer examples.'
    )
  const data = await means.networks.data(run.configuration, given.dataFolder)
  const { backend } = means.networks
  const at = { id: given.id, snapshot: record.index }
  return {
    snapshot: record.index, seed: run.configuration.seed, backend, network: run.topology, weights, data,
    values: {
      layout,
      valuesOf: (batch, nodes) => nodeValues(backend, run.topology, weights, batch, nodes),
      masks: (examples) => lookAt(means.place, means.networks, at, (there) => there.masksOfAll(examples)),
      stopped: means.stopped
    }
  }
}
