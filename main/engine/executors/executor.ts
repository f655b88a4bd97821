/** Runs a network. Every executor gives the same numbers up to rounding; a test holds them to each other. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { ConsistencyLoss } from '../../../preload/schema/settings/masks'
import type { LayerLoss } from '../../../preload/schema/settings/targets'
import type { Examples } from '../datasets/dataset'
import type { Weights } from '../networks/parameters'
import type { WeightMasks } from '../networks/weight-masks'
import type { ForwardSupport, MaskForm } from '../support/forward'

/** `pure`: the mask stands in the place of ReLU. `gated`: m ⊙ ReLU(…), the mask only takes away. */
export type Gate = 'pure' | 'gated'

/**
 * Which mask a whole batch shares. `energy`: m = [Σ_n x_n² > β] over the activations x = max(q, 0), eqs 39–41.
 * `majority`: m = [more than half of the examples have q > 0].
 */
export type BatchRule = 'energy' | 'majority'

/**
 * What stands for the slope of a hard threshold, which has none (docs/hard-thresholds.md). A unit's target is
 * t = −sign(g), g the gradient that arrives at it, and its layer loss ℓ(t q) is weighted by |g|: then its gradient is g
 * times a slope of q alone, and the layer losses are those of straight-through estimators. Or every loss weighs 1 / the
 * batch's examples.
 */
export interface Surrogate { loss: LayerLoss; weighted: boolean }

/** What a support node does while weights are trained. */
export type TrainingSupport =
  | { mode: 'relu' }
  /** Of a network of hard thresholds. */
  | { mode: 'surrogate'; surrogate: Surrogate }
  | {
    mode: 'masks'
    form: MaskForm
    gate: Gate
    /** The batch's masks, bit-packed, one example after the other (support/layout.ts). */
    packed: Uint8Array
    /** λ of the consistency term λ Σ_layers mean(ℓ((2m − 1)(q − t))), or null without the term. */
    consistency: number | null
    /** ℓ(u): max(0, −u) unless told otherwise, max(0, 1 − u) or tanh(−u) + 1. */
    consistencyLoss?: ConsistencyLoss
    /** t per layer: what the masks were estimated with. */
    thresholds: Float32Array
  }
  | SharedSupport

/** One mask for the whole batch. */
export interface SharedSupport { mode: 'batch'; form: MaskForm; gate: Gate; rule: BatchRule; beta: number }

/** The part of a training support that is fixed for a run: what a graph is compiled for. */
export type SupportKind = (
  | { mode: 'relu' }
  | { mode: 'surrogate'; surrogate: Surrogate }
  /** `loss` of the consistency term, where there is one. */
  | { mode: 'masks'; form: MaskForm; gate: Gate; consistent: boolean; loss?: ConsistencyLoss }
  | { mode: 'batch'; form: MaskForm; gate: Gate; rule: BatchRule }
) & {
  /** Trained while weight masks hold. */
  pruned?: boolean
}

/** What a graph has to be compiled for, to train with this support. */
export function kindOf(support: TrainingSupport): SupportKind {
  switch (support.mode) {
    case 'relu': case 'surrogate':
      return support
    case 'masks':
      return {
        mode: 'masks', form: support.form, gate: support.gate,
        ...(support.consistency === null ? { consistent: false } : { consistent: true, loss: support.consistencyLoss })
      }
    case 'batch':
      return { mode: 'batch', form: support.form, gate: support.gate, rule: support.rule }
  }
}

/** In which form weights are trained: all of them, unless masks in their linear form leave thresholds as they are. */
export const trainedForm = (support: TrainingSupport | SupportKind): MaskForm =>
  support.mode === 'masks' || support.mode === 'batch' ? support.form : 'affine'

export interface UpdateRule {
  learningRate: number
  momentum: number
  /** Added to the gradient of kernels as weightDecay × w; biases are not decayed. */
  weightDecay: number
  /**
   * Gradients are scaled down so that their norm over all parameters is at most this (decay not counted); Infinity
   * never does.
   */
  clipNorm: number
}

/** Of the numbers that convolutions multiply in a training step. */
export type Precision = TrainingConfiguration['precision']

/** Means over the batch: cross-entropy without penalties, and the fraction of wrong answers before the update. */
export interface BatchResult { loss: number; error: number }

/** What a network that is only run says of each example of a batch. */
export interface BatchPredictions extends BatchResult {
  /** [examples], the class of the largest logit. */
  classes: Int32Array
  /** [examples], the probability that softmax gives to that class, and to the labelled one. */
  probabilities: Float32Array
  labelProbabilities: Float32Array
  /** [layers], how many units are on, over all examples. */
  unitsOn: number[]
}

/**
 * Everything that an executor carries from one step to the next, as plain data. Whoever has the network, the seed and
 * this goes on as the executor would have: every later number is the same, bit for bit, where the backend is
 * deterministic.
 */
export interface ExecutorState {
  /** Running statistics of batch-norm are among them. */
  weights: Weights
  /** The momentum v of every trained parameter, by its name. */
  velocities: Weights
  /** Those in force. */
  weightMasks: WeightMasks | null
}

/**
 * Calls are made one after the other, each when the one before has been waited for. Where reading is at once they do
 * their work when they are called, and waiting for them costs microseconds.
 */
export interface Executor {
  weights(): Promise<Weights>
  setWeights(weights: Weights): Promise<void>
  /** Forgets the optimizer's momentum, as is due whenever masks change. */
  resetMomentum(): Promise<void>
  /**
   * From now on every weight whose mask is 0 is exactly zero, whatever momentum and weight decay do; null frees all of
   * them, from zero. Forgets momentum.
   */
  setWeightMasks(masks: WeightMasks | null): Promise<void>
  state(): Promise<ExecutorState>
  setState(state: ExecutorState): Promise<void>
  /** One step of stochastic gradient descent; `iteration` seeds the step's dropout. */
  trainStep(
    batch: Examples,
    support: TrainingSupport,
    update: UpdateRule,
    iteration: number
  ): Promise<BatchResult>
  evaluate(batch: Examples, support: ForwardSupport): Promise<BatchResult>
  /** Like `evaluate`, plus predictions per example and counts of units that are on. */
  predict(batch: Examples, support: ForwardSupport): Promise<BatchPredictions>
  /** The ReLU network's answer before the softmax, [examples, classes] in row-major order. */
  logits(batch: Examples): Promise<Float32Array>
  /**
   * What comes into the classifier of every head (networks/classifiers.ts), in the heads' order, [examples, width] each
   * in row-major order: its logits are that times its kernel, plus its bias.
   * @throws Failure when the network has no such classifiers
   */
  features(batch: Examples, support: ForwardSupport): Promise<Float32Array[]>
  /** Masks m = [q > t] of the network run with `support`, bit-packed to [examples, bytes per example]. */
  estimateMasks(batch: Examples, support: ForwardSupport): Promise<Uint8Array>
  /** The masks that this batch shares when the network is run with them, bit-packed like those of one example. */
  sharedMasks(batch: Examples, support: SharedSupport): Promise<Uint8Array>
  /**
   * For each layer the value that this fraction of all pre-activations of the batch, run with ReLU, does not exceed.
   */
  quantiles(batch: Examples, fraction: number): Promise<Float32Array>
  dispose(): void
}
