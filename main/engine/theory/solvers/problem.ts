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

export interface BatchProblem {
  network: Network
  executor: MaskedExecutor
  /** The weights of the snapshot, from which each solver starts. */
  start: Weights
  /** Names of the parameters that are moved. */
  trained: readonly string[]
  /** Of all examples. */
  labels: Int32Array
  /** These examples, their packed masks, and what is trained with. */
  batch: (indices: Int32Array) => { examples: Examples; packed: Uint8Array; support: TrainingSupport }
  passes: number
  /** Of passes and of the falling rate: how many were before, and how many there are in all. */
  schedule: { begun: number; of: number }
  seed: number
}

/** With what is run under the masks of all examples. */
export interface Problem extends BatchProblem {
  layers: MaskedLayers
  jacobian: MaskedJacobian
}
