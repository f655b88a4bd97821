/** The few operations whose gradient tfjs would compose of many: each has its own, in closed form. */
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Backend, NativeOperations, Tfjs } from '../../backends/backend'
import type { ConsistencyLoss } from '../../../../preload/schema/settings/masks'
import type { LayerLoss } from '../../../../preload/schema/settings/targets'
import type { BatchRule, Surrogate } from '../executor'
import { statelessUniform } from '../stateless-uniform'

export class EagerOperations {
  /** max(q, 0); its gradient is the support [q > 0]. tfjs' own takes five operations, 4.5 of a step's 25 ms. */
  readonly relu: (q: Tensor) => Tensor
  readonly #tf: Tfjs
  readonly #native: NativeOperations | null

  constructor({ tf, native }: Backend) {
    this.#tf = tf
    this.#native = native
    this.relu = tf.customGrad((q, save) => {
      const input = q as Tensor
      const mask = tf.cast(tf.greater(input, 0), 'float32')
      ;(save as (tensors: Tensor[]) => void)([mask])
      return { value: tf.mul(input, mask), gradFunc: (dy: Tensor, saved: Tensor[]) => dy.mul(saved[0]) }
    })
  }

  /**
   * Mean cross-entropy of softmax(logits [examples, classes]) against class indices; its gradient is (softmax −
   * one-hot) / examples.
   */
  crossEntropy(logits: Tensor, labels: Int32Array): Scalar {
    const tf = this.#tf
    const examples = labels.length
    const loss = tf.customGrad((input, save) => {
      const values = input as Tensor2D
      const target = tf.oneHot(tf.tensor1d(labels, 'int32'), values.shape[1], 1, 0, 'float32')
      const logProbabilities = tf.logSoftmax(values)
      ;(save as (tensors: Tensor[]) => void)([logProbabilities, target])
      const value = tf.neg(tf.sum(tf.mul(target, logProbabilities))).div(examples)
      return {
        value,
        gradFunc: (dy: Tensor, [saved, one]: Tensor[]) => tf.mul(dy, tf.sub(tf.exp(saved), one).div(examples))
      }
    })
    return loss(logits) as Scalar
  }

  /** mean(ℓ((2m − 1) q)): how far pre-activations lie on the wrong side of their stored mask. */
  inconsistency(q: Tensor, mask: Tensor, loss: ConsistencyLoss): Tensor {
    const tf = this.#tf
    const wrong = tf.mul(q, tf.sub(1, tf.mul(mask, 2)))
    switch (loss) {
      case 'perceptron': return tf.mean(this.relu(wrong))
      case 'hinge': return tf.mean(this.relu(tf.add(wrong, 1)))
      case 'soft-hinge': return tf.mean(tf.add(tf.tanh(wrong), 1))
    }
  }

  /** The mask [1, …] that a batch shares: no gradient goes through the choice of it. */
  batchMask(q: Tensor, rule: BatchRule, beta: number): Tensor {
    const tf = this.#tf
    const constant = this.#constant(q)
    const on =
      rule === 'energy'
        ? tf.greater(tf.sum(tf.square(tf.relu(constant)), 0, true), beta)
        : tf.greater(tf.mean(tf.cast(tf.greater(constant, 0), 'float32'), 0, true), 0.5)
    return tf.cast(on, 'float32')
  }

  /** ±1 of a mask 0/1. */
  signOf(mask: Tensor): Tensor {
    return this.#tf.sub(this.#tf.mul(mask, 2), 1)
  }

  /** sign(q), with the gradient of the layer losses of `surrogate`; a batch has so many examples. */
  hardThreshold(q: Tensor, { loss, weighted }: Surrogate, examples: number): Tensor {
    const tf = this.#tf
    const threshold = tf.customGrad((input, save) => {
      const z = input as Tensor
      ;(save as (tensors: Tensor[]) => void)([z])
      return {
        value: this.signOf(this.#onesWhere(tf.greater(z, 0))),
        gradFunc: (g: Tensor, [saved]: Tensor[]) => {
          // tfjs' WebAssembly backend has no sign.
          const sign = (): Tensor => tf.sub(this.#onesWhere(tf.greater(g, 0)), this.#onesWhere(tf.less(g, 0)))
          const weight = weighted ? g : tf.div(sign(), examples)
          return this.#timesSlope(loss, saved, weight, sign)
        }
      }
    })
    return threshold(q)
  }

  /** −w t ℓ′(t q), where t = −sign(g) and w t is −`weight`. */
  #timesSlope(loss: LayerLoss, q: Tensor, weight: Tensor, signOfGradient: () => Tensor): Tensor {
    const tf = this.#tf
    switch (loss) {
      case 'linear': return tf.clone(weight)
      case 'soft-hinge': return tf.mul(weight, tf.sub(1, tf.square(tf.tanh(q))))
      case 'saturated-hinge': return tf.mul(weight, this.#onesWhere(tf.lessEqual(tf.abs(q), 1)))
      case 'hinge': return tf.mul(weight, this.#onesWhere(tf.greater(tf.mul(signOfGradient(), q), -1)))
    }
  }

  #onesWhere(on: Tensor): Tensor {
    return this.#tf.cast(on, 'float32')
  }

  /** The mask m = [q > 0], 0/1: no gradient goes through it. */
  ownMask(q: Tensor): Tensor {
    return this.#tf.cast(this.#tf.greater(this.#constant(q), 0), 'float32')
  }

  /**
   * The same values as a tensor that no operation has made, at which differentiation ends: what the kernel Identity
   * does, unrecorded. A gradient of zeros would be computed and added for every layer.
   */
  #constant({ dataId, shape, dtype }: Tensor): Tensor {
    this.#tf.backend().incRef(dataId)
    return this.#tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype })
  }

  /** min(1, clipNorm / ‖g‖) with the norm over all gradients. */
  clipScale(gradients: readonly Tensor[], clipNorm: number): Tensor {
    const tf = this.#tf
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
    return tf.minimum(1, tf.div(clipNorm, tf.sqrt(tf.addN(squares))))
  }

  /** Inverted dropout: the same seeds drop the same units in every executor and on every backend. */
  dropout(value: Tensor, rate: number, seeds: [number, number]): Tensor {
    const tf = this.#tf
    const kept = tf.cast(tf.greaterEqual(this.#uniform(value.shape, seeds), rate), 'float32')
    return tf.mul(value, tf.mul(kept, 1 / (1 - rate)))
  }

  /** Numbers of TensorFlow's stateless generator in [0, 1). */
  #uniform(shape: number[], seeds: [number, number]): Tensor {
    const tf = this.#tf
    const native = this.#native
    if (native === null) return tf.tensor(statelessUniform(shape, seeds), shape)
    const attributes = [
      { name: 'dtype', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
      { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 },
      { name: 'Tseed', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 }
    ]
    return native.executeSingleOutput('StatelessRandomUniform', attributes, [
      tf.tensor1d(shape, 'int32'),
      tf.tensor1d(seeds, 'int32')
    ])
  }
}

/** Fraction of examples whose answer is not their label; an answer of logits that are no numbers counts as wrong. */
export function errorRate(answers: Int32Array, labels: Int32Array): number {
  let wrong = 0
  for (let i = 0; i < labels.length; i++) if (answers[i] !== labels[i]) wrong++
  return wrong / labels.length
}
