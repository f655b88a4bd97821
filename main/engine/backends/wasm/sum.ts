/**
 * tfjs' own kernel sums along the last axes alone and turns a tensor round for all others. The gradient of a bias and
 * the sums of batch normalization go along the first: a plain loop takes a third of the time, and sums in Float64.
 */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from '../backend'
import { floatsOf, type WasmMemory } from './memory'

interface Attributes { axis?: number | number[]; keepDims?: boolean }

/** @param own the backend's kernel, which goes on computing whatever is not floats along the first axes */
export const sum = (tf: Tfjs, own: KernelFunc): KernelFunc => (call) => {
  const { x } = call.inputs as Record<'x', TensorInfo>
  const { axis, keepDims } = call.attrs as unknown as Attributes
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, i) => i), x.shape)
  const areFirst = axes.length < x.shape.length && axes.every((place, i) => place === i)
  if (x.dtype !== 'float32' || !areFirst) return own(call)
  const left = x.shape.slice(axes.length)
  const memory = call.backend as WasmMemory
  const output = memory.makeOutput(keepDims === true ? [...axes.map(() => 1), ...left] : left, 'float32')
  const values = floatsOf(memory, x)
  const sums = new Float64Array(tf.util.sizeFromShape(left))
  for (let from = 0; from < values.length; from += sums.length)
    for (let i = 0; i < sums.length; i++) sums[i] += values[from + i]
  floatsOf(memory, output).set(sums)
  return output
}
