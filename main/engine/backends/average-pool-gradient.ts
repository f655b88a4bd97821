/**
 * Mends the gradient of average pooling in tfjs' own backends. At a border a window divides by the values that lie
 * inside the image, in every backend and in TensorFlow; but the gradient in tfjs 4.22 divides by the whole window
 * everywhere, which puts gradients of googlenet-mini off by 5 to 31 % in the layers before its auxiliary head.
 * Multiplying what arrives by window / inside makes it right (3e-7 off), and is a multiplication by one where nothing
 * is padded.
 */
import type { KernelConfig, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from './backend'

const kernelName = 'AvgPoolGrad'

type Sides = number | [height: number, width: number]
interface Attributes { filterSize: Sides; strides: Sides; pad: 'same' | 'valid' }
type Maps = [examples: number, height: number, width: number, channels: number]

const mended = new WeakSet<KernelConfig>()

/** Does so once for a backend of this process. */
export function mendAveragePoolGradient(tf: Tfjs, backendName: string): void {
  const own = tf.getKernel(kernelName, backendName)
  if (mended.has(own)) return
  const config: KernelConfig = {
    ...own,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, input } = inputs as Record<'dy' | 'input', Tensor>
      const weight = borderWeight(tf, input.shape as Maps, attrs as unknown as Attributes)
      return own.kernelFunc({ inputs: { dy: tf.mul(dy, weight), input }, backend, attrs })
    }
  }
  mended.add(config)
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel(config)
}

/** Window / inside for each window, [1, height, width, 1] of the pooled maps. */
function borderWeight(tf: Tfjs, shape: Maps, { filterSize, strides, pad }: Attributes): Tensor {
  const pool = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad)
  const rows = insideAlong(pool.outHeight, pool.strideHeight, pool.filterHeight, pool.padInfo.top, pool.inHeight)
  const columns = insideAlong(pool.outWidth, pool.strideWidth, pool.filterWidth, pool.padInfo.left, pool.inWidth)
  const whole = pool.filterHeight * pool.filterWidth
  return tf.tensor(rows.flatMap((row) => columns.map((column) => whole / (row * column))), [
    1, rows.length, columns.length, 1
  ])
}

/** How many values each window has inside, along one side. */
function insideAlong(windows: number, stride: number, window: number, before: number, length: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const from = i * stride - before
    return Math.min(from + window, length) - Math.max(from, 0)
  })
}
