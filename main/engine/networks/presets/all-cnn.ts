/**
 * The All-Convolutional networks of Springenberg et al. (ICLR workshop 2015), stride-2 convolutions in the place
 * of pooling. Padding is `same` everywhere, as in the paper's count of supports; the last 1×1 convolution's maps
 * are averaged over positions before the softmax. In A, B and C that convolution has a ReLU too, as published;
 * the mini network leaves it out because a rectified logit starts half of all classes without a gradient.
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

type Layer = { kernel: number; filters: number; stride?: 2; dropoutAfter?: number }

interface Variant {
  inputDropout: number
  layers: readonly Layer[]
  lastSupport: boolean
}

const layer = (kernel: number, filters: number): Layer => ({ kernel, filters })
const down = (kernel: number, filters: number, dropoutAfter?: number): Layer => ({
  kernel,
  filters,
  stride: 2,
  dropoutAfter
})

const head = [layer(3, 192), layer(1, 192)]
const paper = (layers: readonly Layer[]): Variant => ({ inputDropout: 0.2, layers, lastSupport: true })

const variants = {
  /** 27,002 parameters on 28×28×1: seconds per epoch on two cores. */
  mini: {
    inputDropout: 0,
    layers: [layer(3, 16), down(3, 16), layer(3, 32), down(3, 32), layer(3, 32), layer(1, 32)],
    lastSupport: false
  },
  a: paper([layer(5, 96), down(3, 96, 0.5), layer(5, 192), down(3, 192, 0.5), ...head]),
  b: paper([layer(5, 96), layer(1, 96), down(3, 96, 0.5), layer(5, 192), layer(1, 192), down(3, 192, 0.5), ...head]),
  c: paper([layer(3, 96), layer(3, 96), down(3, 96, 0.5), layer(3, 192), layer(3, 192), down(3, 192, 0.5), ...head])
} satisfies Record<string, Variant>

export function allCnn(variant: keyof typeof variants, shape: ImageShape, classes: number): Network {
  const { inputDropout, layers, lastSupport }: Variant = variants[variant]
  const writer = new NetworkWriter(shape)
  if (inputDropout) writer.dropout(inputDropout)
  for (const { kernel, filters, stride, dropoutAfter } of layers) {
    writer.convolution(kernel, filters, { stride })
    writer.support()
    if (dropoutAfter) writer.dropout(dropoutAfter)
  }
  writer.convolution(1, classes)
  if (lastSupport) writer.support()
  writer.globalMean()
  writer.loss()
  return writer.network()
}
