/**
 * The sum of many tensors. tfjs' own kernel reads all of them in one shader, and a GPU lets a shader see eight buffers
 * where it lets no more: a gradient of resnet-mini is a sum of nine.
 */
import type { KernelFunc, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from '../backend'

/** @param buffers of a shader, one of which is its result */
export const addInTree = (tf: Tfjs, buffers: number, own: KernelFunc): KernelFunc => ({ inputs, ...call }) => {
  const most = buffers - 1
  const tensors = Object.values(inputs) as Tensor[]
  if (tensors.length <= most) return own({ inputs, ...call })
  return tf.tidy(() => {
    const sums: Tensor[] = []
    for (let from = 0; from < tensors.length; from += most) sums.push(tf.addN(tensors.slice(from, from + most)))
    return tf.addN(sums)
  })
}
