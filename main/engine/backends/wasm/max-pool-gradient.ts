/**
 * tfjs' own kernel takes the first unit of a window of which no value is positive. After ReLU the unit gives nothing
 * on, but pure masks let such values through: gradients of vgg-mini were 0.44 of their largest off.
 */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from '../backend'
import { floatsOf, type WasmMemory } from './memory'

type Sides = number | [height: number, width: number]
interface Attributes { filterSize: Sides; strides: Sides; pad: 'same' | 'valid' }
type Maps = [examples: number, height: number, width: number, channels: number]
type Pool = ReturnType<Tfjs['backend_util']['computePool2DInfo']>
interface Pooled { dy: Float32Array; input: Float32Array; output: Float32Array; dx: Float32Array }

/**
 * Each window's gradient goes to the first of its largest values in row-major order, as native TensorFlow's. `input`
 * and the result are [examples, height, width, channels], `output` and `dy` have a value of each window.
 */
export const maxPoolGradient = (tf: Tfjs): KernelFunc => ({ inputs, backend, attrs }) => {
  const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', TensorInfo>
  const { filterSize, strides, pad } = attrs as unknown as Attributes
  const memory = backend as WasmMemory
  const gradient = memory.makeOutput(input.shape, 'float32')
  const pooled = {
    dy: floatsOf(memory, dy), input: floatsOf(memory, input), output: floatsOf(memory, output),
    dx: floatsOf(memory, gradient).fill(0)
  }
  const pool = tf.backend_util.computePool2DInfo(input.shape as Maps, filterSize, strides, 1, pad)
  for (let example = 0, window = 0; example < pool.batchSize; example++)
    for (let row = 0; row < pool.outHeight; row++)
      for (let column = 0; column < pool.outWidth; column++, window += pool.inChannels)
        spread(pooled, pool, example, row * pool.strideHeight, column * pool.strideWidth, window)
  return gradient
}

/** The windows of all channels at one place; `row` and `column` count padding, `window` is where their outputs lie. */
function spread(
  { dy, input, output, dx }: Pooled, pool: Pool, example: number, row: number, column: number, window: number
): void {
  const { inHeight, inWidth, inChannels, padInfo: { top, left } } = pool
  const [firstRow, lastRow] = [Math.max(row - top, 0), Math.min(row - top + pool.filterHeight, inHeight)]
  const [firstColumn, lastColumn] = [Math.max(column - left, 0), Math.min(column - left + pool.filterWidth, inWidth)]
  for (let channel = 0; channel < inChannels; channel++) {
    const largest = output[window + channel]
    search: for (let y = firstRow; y < lastRow; y++) {
      for (let x = firstColumn; x < lastColumn; x++) {
        const at = ((example * inHeight + y) * inWidth + x) * inChannels + channel
        if (input[at] !== largest) continue
        dx[at] += dy[window + channel]
        break search
      }
    }
  }
}
