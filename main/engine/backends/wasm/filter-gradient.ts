/**
 * The gradient of a convolution's filter, which tfjs' wasm backend lacks. It is itself a convolution, of the images
 * with the gradients as filters, examples in the place of channels, so that the backend's fast kernel computes it:
 * dW[i, j, c, f] = Σ_{n, y, x} images[n, y·stride + i − top, x·stride + j − left, c] · dy[n, y, x, f].
 */
import type { KernelFunc, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from '../backend'

interface Attributes {
  strides: number | [number, number]
  pad: 'same' | 'valid'
  filterShape: [height: number, width: number, inputs: number, outputs: number]
}
type Sides = [before: number, after: number]

/** From images [examples, height, width, inputs] and dy [examples, rows, columns, outputs] to `filterShape`. */
export const filterGradient = (tf: Tfjs): KernelFunc => ({ inputs, attrs }) => {
  const { x, dy } = inputs as Record<'x' | 'dy', Tensor4D>
  const { strides, pad, filterShape } = attrs as unknown as Attributes
  const made = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad)
  const { filterHeight, filterWidth, strideHeight, strideWidth } = made
  const { top, left } = made.padInfo
  const rows = paddingAfter(filterHeight, made.outHeight, strideHeight, made.inHeight, top)
  const columns = paddingAfter(filterWidth, made.outWidth, strideWidth, made.inWidth, left)
  return tf.tidy(() => {
    const examplesLast = tf.transpose(x, [3, 1, 2, 0])
    const filters = tf.transpose(dy, [1, 2, 0, 3])
    const padding: [Sides, Sides, Sides, Sides] = [[0, 0], [top, rows], [left, columns], [0, 0]]
    const sums: Tensor4D = tf.engine().runKernel('Conv2D', { x: examplesLast, filter: filters }, {
      strides: [1, 1], pad: padding, dataFormat: 'NHWC', dilations: [strideHeight, strideWidth]
    })
    // Rows and columns that no window reaches come out as sums too many.
    const [channels, , , outputs] = sums.shape
    const wanted = tf.slice(sums, [0, 0, 0, 0], [channels, filterHeight, filterWidth, outputs])
    return tf.transpose(wanted, [1, 2, 0, 3])
  })
}

/** So that a filter comes out at least whole, along one side. */
const paddingAfter = (filter: number, windows: number, stride: number, length: number, before: number): number =>
  Math.max(0, filter + (windows - 1) * stride - length - before)
