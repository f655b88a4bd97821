/**
 * The All-Convolutional networks of Springenberg et al. (ICLR workshop 2015), stride-2 convolutions in the place
 * of pooling. Padding is `same` everywhere, as in the paper's count of supports; the last 1×1 convolution's maps
 * are averaged over positions before the softmax. In A, B and C that convolution has a ReLU too, as published;
 * the mini network leaves it out because a rectified logit starts half of all classes without a gradient.
 */
import type { NetworkPresetName } from '../../../preload/schema/configuration'
import type { Network, NetworkNode } from '../../../preload/schema/network'

type Layer = { kernel: number; filters: number; stride?: 2; dropoutAfter?: number }

interface Family {
  inputDropout: number
  layers: readonly Layer[]
  lastSupport: boolean
}

const layer = (kernel: number, filters: number): Layer => ({ kernel, filters })
const down = (kernel: number, filters: number, dropoutAfter?: number): Layer => ({ kernel, filters, stride: 2, dropoutAfter })

const head = [layer(3, 192), layer(1, 192)]
const paper = (layers: readonly Layer[]): Family => ({ inputDropout: 0.2, layers, lastSupport: true })

const families: Record<NetworkPresetName, Family> = {
  /** 27,002 parameters on 28×28×1: seconds per epoch on two cores. */
  'all-cnn-mini': {
    inputDropout: 0,
    layers: [layer(3, 16), down(3, 16), layer(3, 32), down(3, 32), layer(3, 32), layer(1, 32)],
    lastSupport: false
  },
  'all-cnn-a': paper([layer(5, 96), down(3, 96, 0.5), layer(5, 192), down(3, 192, 0.5), ...head]),
  'all-cnn-b': paper([layer(5, 96), layer(1, 96), down(3, 96, 0.5), layer(5, 192), layer(1, 192), down(3, 192, 0.5), ...head]),
  'all-cnn-c': paper([
    layer(3, 96), layer(3, 96), down(3, 96, 0.5), layer(3, 192), layer(3, 192), down(3, 192, 0.5), ...head
  ])
}

/** The preset's network for images of this shape [height, width, channels] and this many classes. */
export function presetNetwork(preset: NetworkPresetName, shape: [number, number, number], classes: number): Network {
  const { inputDropout, layers, lastSupport } = families[preset]
  const nodes: NetworkNode[] = [{ type: 'input', name: 'input', inputs: [], shape }]
  const last = (): string => nodes[nodes.length - 1].name
  const dropout = (name: string, rate: number): void => { nodes.push({ type: 'dropout', name, inputs: [last()], rate }) }
  if (inputDropout) dropout('dropout0', inputDropout)
  for (const [index, { kernel, filters, stride, dropoutAfter }] of [...layers, layer(1, classes)].entries()) {
    const number = index + 1
    nodes.push({
      type: 'convolution', name: `conv${number}`, inputs: [last()], filters, kernel: [kernel, kernel], stride: stride ?? 1, padding: 'same', bias: true
    })
    if (number <= layers.length || lastSupport) nodes.push({ type: 'support', name: `support${number}`, inputs: [last()] })
    if (dropoutAfter) dropout(`dropout${number}`, dropoutAfter)
  }
  nodes.push({ type: 'global-mean', name: 'mean', inputs: [last()] })
  nodes.push({ type: 'softmax-loss', name: 'loss', inputs: [last()], weight: 1 })
  return { nodes }
}
