/** Batch statistics in training, running ones otherwise; the shift is a threshold, the rest the linear part. */
import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'
import type { NodeRunner } from './node'

/** Flat values [examples, units] are normalised as maps of one pixel, as the graph does. */
export const batchNorm: NodeRunner<NodeOf<'batch-norm'>> = (tf, pass, node, [{ value: input }]) => {
  const z = (input.rank === 4 ? input : tf.reshape(input, [-1, 1, 1, input.shape[1] ?? 1])) as Tensor4D
  const [scale, shift, mean, variance] = (['scale', 'shift', 'mean', 'variance'] as const).map((role) =>
    pass.variable(`${node.name}/${role}`)
  )
  const used = pass.training && node.frozen !== true ? followedMoments(tf, node, z, mean, variance) : { mean, variance }
  const normalised = tf.batchNorm(
    z,
    used.mean as Tensor1D,
    used.variance as Tensor1D,
    shift as Variable & Tensor1D,
    scale as Variable & Tensor1D,
    node.epsilon
  )
  const value = tf.reshape(normalised, input.shape)
  return { value, linearPart: tf.sub(value, shift) }
}

/** The batch's moments; the running ones follow them (the variance without bias, as TensorFlow's own op does). */
function followedMoments(
  tf: Tfjs,
  { decay }: NodeOf<'batch-norm'>,
  z: Tensor4D,
  mean: Variable,
  variance: Variable
): { mean: Tensor; variance: Tensor } {
  const moments = tf.moments(z, [0, 1, 2])
  const values = z.shape[0] * z.shape[1] * z.shape[2]
  const unbiased = tf.mul(moments.variance, values / Math.max(1, values - 1))
  mean.assign(tf.add(tf.mul(mean, decay), tf.mul(moments.mean, 1 - decay)))
  variance.assign(tf.add(tf.mul(variance, decay), tf.mul(unbiased, 1 - decay)))
  return moments
}
