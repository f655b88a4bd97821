/** What every solver works on: a snapshot's weights, and examples with the masks that were stored then. */
import type { Examples } from '../../datasets/dataset'
import type { MaskedJacobian } from '../../executors/eager/masked-jacobian'
import type { MaskedLayers } from '../../executors/eager/masked-layers'
import type { Executor, TrainingSupport } from '../../executors/executor'
import type { Weights } from '../../networks/weights'
import type { Network } from '../../../../preload/schema/network'

/** An executor that tells the masked loss of a batch and its gradients, too. */
export type MaskedExecutor = Executor & {
  gradients(batch: Examples, support: TrainingSupport, iteration: number): Promise<
    { objective: number; gradients: Weights }
  >
}

export interface Problem {
  network: Network
  executor: MaskedExecutor
  layers: MaskedLayers
  jacobian: MaskedJacobian
  /** The weights of the snapshot, from which each solver starts. */
  start: Weights
  /** Names of the parameters that are moved. */
  trained: readonly string[]
  /** Of all examples. */
  labels: Int32Array
  /** Of these examples, and the support that holds their masks. */
  batch: (indices: Int32Array) => { examples: Examples; support: Extract<TrainingSupport, { mode: 'masks' }> }
  passes: number
  seed: number
}
