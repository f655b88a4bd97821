/** Runs a network. Every executor gives the same numbers up to rounding; a test holds them to each other. */
import type { Examples } from '../datasets/dataset'
import type { Weights } from '../networks/parameters'

/** `affine`: m ⊙ (Wz + b), eq 2. `linear`: m ⊙ Wz, eq 13, where hidden biases only decide masks and stay frozen. */
export type MaskForm = 'affine' | 'linear'

/** What a support node does while weights are trained. */
export type TrainingSupport =
  | { mode: 'relu' }
  | {
    mode: 'masks'
    form: MaskForm
    /** The batch's masks, bit-packed, one example after the other (support/layout.ts). */
    packed: Uint8Array
    /** λ of the consistency term λ Σ_layers mean(max(0, −(2m − 1) q)). */
    consistency: number
  }

/** What a support node does while a network is only run. */
export type ForwardSupport =
  /** max(q, 0). */
  | 'relu'
  /** m ⊙ Wz with m = [q > 0]: positive hard thresholding without the hidden bias, eqs 12 and 13. */
  | 'maskt'

export interface UpdateRule {
  learningRate: number
  momentum: number
  /** Added to the gradient of kernels as weightDecay × w; biases are not decayed. */
  weightDecay: number
  /** Gradients are scaled down so that their norm over all parameters is at most this (decay not counted); Infinity never does. */
  clipNorm: number
}

/** Means over the batch: cross-entropy without penalties, and the fraction of wrong answers before the update. */
export interface BatchResult { loss: number; error: number }

export interface Executor {
  weights(): Weights
  setWeights(weights: Weights): void
  /** Forgets the optimizer's momentum, as is due whenever masks change. */
  resetMomentum(): void
  /** One step of stochastic gradient descent; `iteration` seeds the step's dropout. */
  trainStep(batch: Examples, support: TrainingSupport, update: UpdateRule, iteration: number): BatchResult
  evaluate(batch: Examples, support: ForwardSupport): BatchResult
  /** Masks m = [q > 0] of the network run with `support`, bit-packed to [examples, bytes per example]. */
  estimateMasks(batch: Examples, support: ForwardSupport): Uint8Array
  dispose(): void
}
