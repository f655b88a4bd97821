/**
 * tfjs' own kernel writes the bits of integers whatever the type (1 is 1.4e-45 as float32), so that a loss is 4e-45 and
 * gradients are wrong without a word.
 */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import type { WasmMemory } from './memory'

interface Attributes { depth: number; onValue: number; offValue: number; dtype: TensorInfo['dtype'] }

/** Of indices […] to […, depth]; an index beyond has no value that is on, as in TensorFlow. */
export const oneHot: KernelFunc = ({ inputs, backend, attrs }) => {
  const { indices } = inputs as Record<'indices', TensorInfo>
  const { depth, onValue, offValue, dtype } = attrs as unknown as Attributes
  const memory = backend as WasmMemory
  const output = memory.makeOutput([...indices.shape, depth], dtype)
  const values = memory.typedArrayFromHeap(output).fill(offValue)
  memory.typedArrayFromHeap(indices).forEach((index, i) => {
    if (index >= 0 && index < depth) values[i * depth + index] = onValue
  })
  return output
}
