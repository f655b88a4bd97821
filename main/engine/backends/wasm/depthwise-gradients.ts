/**
 * The gradients of a convolution whose channels are groups of their own, which tfjs' wasm backend lacks: plain loops,
 * since each value is used by a few windows only.
 */
import type { KernelFunc, Tensor4D, TensorInfo } from '@tensorflow/tfjs-node-gpu'
import type { Tfjs } from '../backend'
import { floatsOf, type WasmMemory } from './memory'

interface Attributes {
  strides: number | [number, number]
  pad: 'same' | 'valid'
  /** [height, width, channels, filters of a channel]. */
  filterShape: [height: number, width: number, channels: number, filters: number]
  /** [examples, height, width, channels]. */
  inputShape: [examples: number, height: number, width: number, channels: number]
}
type Convolution = ReturnType<Tfjs['backend_util']['computeConv2DInfo']>

type Sides = [number, number, number, number]

function infoOf(tf: Tfjs, inputShape: Sides, filterShape: Sides, attrs: unknown): Convolution {
  const { strides, pad } = attrs as Attributes
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, undefined, true)
}

/** From images [examples, height, width, channels] and dy to `filterShape`. */
export const depthwiseFilterGradient = (tf: Tfjs): KernelFunc => ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as Record<'x' | 'dy', Tensor4D>
  const { filterShape } = attrs as unknown as Attributes
  const memory = backend as WasmMemory
  const gradient = memory.makeOutput(filterShape, 'float32')
  const [images, arriving, sums] = [x, dy, gradient].map((tensor) => floatsOf(memory, tensor))
  sums.fill(0)
  forEachProduct(infoOf(tf, x.shape, filterShape, attrs), (image, kernel, output) => {
    sums[kernel] += images[image] * arriving[output]
  })
  return gradient
}

/** From dy and a filter to `inputShape`. */
export const depthwiseInputGradient = (tf: Tfjs): KernelFunc => ({ inputs, backend, attrs }) => {
  const { dy, filter } = inputs as Record<'dy' | 'filter', Tensor4D>
  const { inputShape } = attrs as unknown as Attributes
  const memory = backend as WasmMemory
  const gradient: TensorInfo = memory.makeOutput(inputShape, 'float32')
  const [arriving, filters, sums] = [dy, filter, gradient].map((tensor) => floatsOf(memory, tensor))
  sums.fill(0)
  forEachProduct(infoOf(tf, inputShape, filter.shape, attrs), (image, kernel, output) => {
    sums[image] += filters[kernel] * arriving[output]
  })
  return gradient
}

/** Where the factors of each product of the convolution lie, and the value that it is added to. */
function forEachProduct(made: Convolution, visit: (image: number, kernel: number, output: number) => void): void {
  const { inHeight, inWidth, inChannels, filterHeight, filterWidth, outHeight, outWidth, outChannels } = made
  const ofChannel = outChannels / inChannels
  for (let window = 0; window < made.batchSize * outHeight * outWidth; window++) {
    const example = Math.floor(window / (outHeight * outWidth))
    const top = Math.floor(window / outWidth) % outHeight * made.strideHeight - made.padInfo.top
    const left = window % outWidth * made.strideWidth - made.padInfo.left
    for (let place = 0; place < filterHeight * filterWidth; place++) {
      const [row, column] = [top + Math.floor(place / filterWidth), left + place % filterWidth]
      if (row < 0 || row >= inHeight || column < 0 || column >= inWidth) continue
      const image = ((example * inHeight + row) * inWidth + column) * inChannels
      for (let filter = 0; filter < outChannels; filter++)
        visit(image + Math.floor(filter / ofChannel), place * outChannels + filter, window * outChannels + filter)
    }
  }
}
