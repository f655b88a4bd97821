/** q = W ∗ z + b */
import type { Tensor, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs-node-gpu'
import type { NodeOf } from '../../../../../preload/schema/network'
import type { Tfjs } from '../../../backends/backend'
import { dilationOf, padsOf, pairOf, type Pair } from '../../../networks/kinds/window'
import { withPads } from '../../../tensors'
import { biased, type NodeRunner } from './node'

export const convolution: NodeRunner<NodeOf<'convolution'>> = (tf, pass, node, [input]) => {
  const kernel = dilated(tf, pass.variable(`${node.name}/kernel`) as Variable & Tensor4D, dilationOf(node))
  return biased(tf, pass, node, convolved(tf, input.value as Tensor4D, kernel, node))
}

/** Where each channel is a group, TensorFlow has its filters behind one another: [height, width, channels, filters]. */
function convolved(tf: Tfjs, maps: Tensor4D, kernel: Tensor4D, node: NodeOf<'convolution'>): Tensor {
  const { groups = 1, padding } = node
  const strides: [number, number] = [...pairOf(node.stride)]
  const [height, width, , filters] = kernel.shape
  if (groups > 1 && groups === maps.shape[3]) {
    const kernels = kernel.reshape([height, width, groups, filters / groups]) as Tensor4D
    if (strides[0] !== strides[1]) return convolvedUnevenly(tf, maps, kernels, node)
    const { value, left } = withPads(tf, maps, padding, 0)
    return tf.depthwiseConv2d(value, kernels, strides, left)
  }
  const { value, left } = withPads(tf, maps, padding, 0)
  if (groups === 1) return tf.conv2d(value, kernel, strides, left)
  const kernels = tf.split(kernel, groups, 3)
  return tf.concat(tf.split(value, groups, 3).map((part, i): Tensor =>
    tf.conv2d(part as Tensor4D, kernels[i] as Tensor4D, strides, left)), 3)
}

/** With every stride, and then some of it: native TensorFlow has no channels alone with unequal strides. */
function convolvedUnevenly(
  tf: Tfjs, maps: Tensor4D, kernels: Tensor4D, node: NodeOf<'convolution'>
): Tensor {
  const [, height, width] = maps.shape
  const pads = padsOf({ ...node, dilation: undefined }, [height, width], [kernels.shape[0], kernels.shape[1]])
  const every = tf.depthwiseConv2d(withPads(tf, maps, pads, 0).value, kernels, 1, 'valid')
  const [examples, rows, columns, filters] = every.shape
  const [down, across] = pairOf(node.stride)
  const some = everyFew(tf, tf.reshape(every, [examples, rows, columns * filters]) as Tensor3D, down)
  const turned = tf.reshape(some, [examples * some.shape[1], columns, filters]) as Tensor3D
  return tf.reshape(everyFew(tf, turned, across), [examples, some.shape[1], -1, filters])
}

/** Along the second axis one of so many. */
function everyFew(tf: Tfjs, values: Tensor3D, step: number): Tensor3D {
  const [first, length, last] = values.shape
  const steps = Math.ceil(length / step)
  const whole = tf.pad3d(values, [[0, 0], [0, steps * step - length], [0, 0]])
  const parted = tf.reshape(whole, [first, steps, step * last]) as Tensor3D
  return tf.slice(parted, [0, 0, 0], [first, steps, last])
}

/**
 * The kernel with zeros between its values, which sees what the dilated one does: tfjs has no gradient of a dilated
 * convolution.
 */
function dilated(tf: Tfjs, kernel: Tensor4D, [down, across]: Pair): Tensor4D {
  const [height, width, inputs, outputs] = kernel.shape
  const rows = withZerosBetween(tf, tf.reshape(kernel, [1, height, width * inputs * outputs]) as Tensor3D, down)
  const columns = tf.reshape(rows, [rows.shape[1], width, inputs * outputs]) as Tensor3D
  const whole = withZerosBetween(tf, columns, across)
  return tf.reshape(whole, [whole.shape[0], whole.shape[1], inputs, outputs]) as Tensor4D
}

/** Along the second axis. */
function withZerosBetween(tf: Tfjs, values: Tensor3D, step: number): Tensor3D {
  if (step === 1) return values
  const [first, length, last] = values.shape
  const apart = tf.pad3d(tf.reshape(values, [first * length, 1, last]) as Tensor3D, [[0, 0], [0, step - 1], [0, 0]])
  const whole = tf.reshape(apart, [first, length * step, last]) as Tensor3D
  return tf.slice(whole, [0, 0, 0], [first, (length - 1) * step + 1, last])
}
