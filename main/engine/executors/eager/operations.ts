/** The few operations whose gradient tfjs would compose of many: each has its own, in closed form. */
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../../backends/native'
import { nativeOperations } from '../../tensors'
import type { BatchPredictions, BatchRule } from '../executor'

export class EagerOperations {
  /** max(q, 0); its gradient is the support [q > 0]. tfjs' own takes five operations, 4.5 of a step's 25 ms. */
  readonly relu: (q: Tensor) => Tensor
  readonly #tf: TensorFlow

  constructor(tensorflow: TensorFlow) {
    this.#tf = tensorflow
    this.relu = tensorflow.customGrad((q, save) => {
      const input = q as Tensor
      const mask = tensorflow.cast(tensorflow.greater(input, 0), 'float32')
      ;(save as (tensors: Tensor[]) => void)([mask])
      return { value: tensorflow.mul(input, mask), gradFunc: (dy: Tensor, saved: Tensor[]) => dy.mul(saved[0]) }
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

  /** mean(max(0, −(2m − 1) q)): how far pre-activations lie on the wrong side of their stored mask. */
  inconsistency(q: Tensor, mask: Tensor): Tensor {
    const tf = this.#tf
    return tf.mean(this.relu(tf.mul(q, tf.sub(1, tf.mul(mask, 2)))))
  }

  /** The mask [1, …] that a batch shares, a constant: no gradient goes through the choice of it. */
  batchMask(q: Tensor, rule: BatchRule, beta: number): Tensor {
    const tf = this.#tf
    const constant = tf.tensor(q.dataSync(), q.shape)
    const on =
      rule === 'energy'
        ? tf.greater(tf.sum(tf.square(tf.relu(constant)), 0, true), beta)
        : tf.greater(tf.mean(tf.cast(tf.greater(constant, 0), 'float32'), 0, true), 0.5)
    return tf.cast(on, 'float32')
  }

  /** min(1, clipNorm / ‖g‖) with the norm over all gradients. */
  clipScale(gradients: readonly Tensor[], clipNorm: number): Tensor {
    const tf = this.#tf
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
    return tf.minimum(1, tf.div(clipNorm, tf.sqrt(tf.addN(squares))))
  }

  /** Inverted dropout by the native stateless generator: the same seeds drop the same units in every executor. */
  dropout(value: Tensor, rate: number, seeds: [number, number]): Tensor {
    const tf = this.#tf
    const native = nativeOperations(tf)
    const attributes = [
      { name: 'dtype', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_FLOAT },
      { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 },
      { name: 'Tseed', type: native.binding.TF_ATTR_TYPE, value: native.binding.TF_INT32 }
    ]
    const uniform = native.executeSingleOutput('StatelessRandomUniform', attributes, [
      tf.tensor1d(value.shape, 'int32'),
      tf.tensor1d(seeds, 'int32')
    ])
    const kept = tf.cast(tf.greaterEqual(uniform, rate), 'float32')
    return tf.mul(value, tf.mul(kept, 1 / (1 - rate)))
  }

  /** The answer to each example, and the probabilities softmax(logits) of it and of the label. */
  predictions(
    logits: Tensor2D,
    labels: Int32Array
  ): Pick<BatchPredictions, 'error' | 'classes' | 'probabilities' | 'labelProbabilities'> {
    const tf = this.#tf
    const softmax = tf.softmax(logits)
    const classCount = logits.shape[1]
    const values = softmax.dataSync<'float32'>()
    return {
      error: this.errorRate(logits, labels),
      classes: tf.argMax(logits, 1).dataSync<'int32'>().slice(),
      probabilities: tf.max(softmax, 1).dataSync<'float32'>().slice(),
      labelProbabilities: Float32Array.from(labels, (label, example) => values[example * classCount + label])
    }
  }

  /** Fraction of examples whose largest logit is not their label's; a logit that is not a number counts as wrong. */
  errorRate(logits: Tensor, labels: Int32Array): number {
    const answers = this.#tf.argMax(logits, 1).dataSync()
    let wrong = 0
    for (let i = 0; i < labels.length; i++) if (answers[i] !== labels[i]) wrong++
    return wrong / labels.length
  }
}
