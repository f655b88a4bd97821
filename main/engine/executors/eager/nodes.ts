/** Every node kind by tfjs operations; gradients are tfjs' own. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NetworkNode, NodeOf } from '../../../../preload/schema/network'
import type { Tfjs } from '../../backends/backend'

/** What travels along an edge: [examples, …shape]; a linear node also gives its value without the bias. */
export interface Signal { value: Tensor; linearPart: Tensor | null }

/** How one forward pass treats what differs between training and running. */
export interface Pass {
  training: boolean
  variable(parameter: string): Variable
  support(node: NodeOf<'support'>, q: Tensor, linearPart: Tensor): Tensor
  dropout(node: NodeOf<'dropout'>, value: Tensor): Tensor
}

const plain = (value: Tensor): Signal => ({ value, linearPart: null })

export function applyNode(
  tf: Tfjs,
  pass: Pass,
  node: NetworkNode,
  inputs: readonly Signal[],
  images: Tensor
): Signal {
  const [first] = inputs
  switch (node.type) {
    case 'input':
      return plain(images)
    case 'softmax-loss':
      return first
    case 'convolution':
      return convolution(tf, pass, node, first.value as Tensor4D)
    case 'dense':
      return dense(tf, pass, node, first.value)
    case 'batch-norm':
      return batchNorm(tf, pass, node, first.value)
    case 'support':
      return plain(pass.support(node, first.value, first.linearPart ?? first.value))
    case 'max-pool':
      return plain(tf.maxPool(first.value as Tensor4D, node.window, node.stride, node.padding))
    case 'average-pool':
      return plain(tf.avgPool(first.value as Tensor4D, node.window, node.stride, node.padding))
    case 'sum':
      return {
        value: tf.addN(inputs.map(({ value }) => value)),
        linearPart: tf.addN(inputs.map(({ value, linearPart }) => linearPart ?? value))
      }
    case 'concatenation':
      return plain(
        tf.concat(
          inputs.map(({ value }) => value),
          3
        )
      )
    case 'flatten':
      return plain(flat(tf, first.value))
    case 'dropout':
      return plain(pass.dropout(node, first.value))
    case 'global-mean':
      return plain(tf.mean(first.value, [1, 2]))
  }
}

const flat = (tf: Tfjs, value: Tensor): Tensor2D => tf.reshape(value, [value.shape[0], -1]) as Tensor2D

function biased(tf: Tfjs, pass: Pass, node: NodeOf<'convolution' | 'dense'>, linearPart: Tensor): Signal {
  return { value: node.bias ? tf.add(linearPart, pass.variable(`${node.name}/bias`)) : linearPart, linearPart }
}

function convolution(tf: Tfjs, pass: Pass, node: NodeOf<'convolution'>, z: Tensor4D): Signal {
  return biased(
    tf,
    pass,
    node,
    tf.conv2d(z, pass.variable(`${node.name}/kernel`) as Variable & Tensor4D, node.stride, node.padding)
  )
}

function dense(tf: Tfjs, pass: Pass, node: NodeOf<'dense'>, z: Tensor): Signal {
  return biased(tf, pass, node, tf.matMul(flat(tf, z), pass.variable(`${node.name}/kernel`)))
}

/** Flat values [examples, units] are normalised as maps of one pixel, as the graph does. */
function batchNorm(tf: Tfjs, pass: Pass, node: NodeOf<'batch-norm'>, input: Tensor): Signal {
  const z = (input.rank === 4 ? input : tf.reshape(input, [-1, 1, 1, input.shape[1] ?? 1])) as Tensor4D
  const [scale, shift, mean, variance] = (['scale', 'shift', 'mean', 'variance'] as const).map((role) =>
    pass.variable(`${node.name}/${role}`)
  )
  const used = pass.training ? followedMoments(tf, node, z, mean, variance) : { mean, variance }
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
