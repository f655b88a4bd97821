/**
 * Where a training stands, as plain data: whoever has the configuration, the data and this goes on to the numbers of
 * the training that was never interrupted. There is no state of a random generator in it: orders, augmentation and
 * dropout are functions of seed, epoch, iteration and example.
 */
import type { EvaluationResult } from '../../../preload/schema/run'
import type { TrainingPosition } from '../../../preload/schema/training-state'
import type { ExecutorState } from '../executors/executor'
import type { Weights } from '../networks/parameters'

export interface TrainingState {
  position: TrainingPosition
  /** Of the method; its definition's schema says what is in it. */
  method: unknown
  network: ExecutorState
  /** Weights of the last alternation, where augmented images' masks are worked out from them. */
  estimator: Weights | null
  /** The moving average of the weights, where tests and checkpoints are of it; null before the first update. */
  average: Weights | null
}

/** The end of the newest whole epoch: what is left of a training that diverges. */
export interface LastGood {
  weights: Weights
  test: EvaluationResult
}

/** What an interrupted training goes on from. */
export interface Resumption {
  state: TrainingState
  lastGood: LastGood | null
}
