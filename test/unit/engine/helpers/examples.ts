/** Small networks, batches, weights and masks for tests of executors. */
import { mainHead } from '../../../../main/engine/networks/main-head'
import type { Examples } from '../../../../main/engine/datasets/dataset'
import { initialWeights, type Weights } from '../../../../main/engine/networks/parameters'
import { random, type Random } from '../../../../main/engine/random'
import { packBits } from '../../../../main/engine/bits/bits'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'

/** Two convolutions with supports, one of stride 2, and an output without: 8×6 images, 3 classes. */
export const small: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [8, 6, 2] },
    {
      type: 'convolution',
      name: 'conv1',
      inputs: ['input'],
      filters: 5,
      kernel: [3, 3],
      stride: 1,
      padding: 'same',
      bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    {
      type: 'convolution',
      name: 'conv2',
      inputs: ['support1'],
      filters: 4,
      kernel: [3, 3],
      stride: 2,
      padding: 'valid',
      bias: true
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    {
      type: 'convolution',
      name: 'conv3',
      inputs: ['support2'],
      filters: 3,
      kernel: [1, 1],
      stride: 1,
      padding: 'same',
      bias: true
    },
    { type: 'global-mean', name: 'mean', inputs: ['conv3'] },
    { type: 'softmax-loss', name: 'loss', inputs: ['mean'], weight: 1 }
  ]
}

/**
 * Every node kind once: residual and inception branches, both poolings, batch-norm of maps and of flat values, dense
 * layers and an auxiliary head.
 */
export const everyKind: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [9, 7, 2] },
    {
      type: 'convolution',
      name: 'conv1',
      inputs: ['input'],
      filters: 4,
      kernel: [3, 3],
      stride: 1,
      padding: 'same',
      bias: false
    },
    { type: 'batch-norm', name: 'norm1', inputs: ['conv1'], epsilon: 1e-3, decay: 0.9 },
    { type: 'support', name: 'support1', inputs: ['norm1'] },
    { type: 'max-pool', name: 'largest', inputs: ['support1'], window: 3, stride: 2, padding: 'same' },
    {
      type: 'convolution',
      name: 'conv2',
      inputs: ['largest'],
      filters: 4,
      kernel: [3, 1],
      stride: 1,
      padding: 'same',
      bias: false
    },
    { type: 'batch-norm', name: 'norm2', inputs: ['conv2'], epsilon: 1e-3, decay: 0.9 },
    { type: 'sum', name: 'residual', inputs: ['norm2', 'largest'] },
    { type: 'support', name: 'support2', inputs: ['residual'] },
    {
      type: 'convolution',
      name: 'conv3',
      inputs: ['support2'],
      filters: 3,
      kernel: [1, 1],
      stride: 1,
      padding: 'same',
      bias: true
    },
    { type: 'support', name: 'support3', inputs: ['conv3'] },
    { type: 'average-pool', name: 'mean-window', inputs: ['support2'], window: 3, stride: 1, padding: 'same' },
    { type: 'concatenation', name: 'branches', inputs: ['support3', 'mean-window', 'support2'] },
    { type: 'dropout', name: 'dropout1', inputs: ['branches'], rate: 0.3 },
    { type: 'global-mean', name: 'mean', inputs: ['branches'] },
    { type: 'dense', name: 'side', inputs: ['mean'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'side-loss', inputs: ['side'], weight: 0.3 },
    { type: 'flatten', name: 'flat', inputs: ['dropout1'] },
    { type: 'dense', name: 'dense1', inputs: ['flat'], units: 13, bias: true },
    { type: 'batch-norm', name: 'norm3', inputs: ['dense1'], epsilon: 1e-2, decay: 0.9 },
    { type: 'support', name: 'support4', inputs: ['norm3'] },
    { type: 'dense', name: 'dense2', inputs: ['support4'], units: 3, bias: false },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense2'], weight: 1 }
  ]
}

/**
 * Borders of four numbers, as PyTorch's symmetric ones with a stride of 2 and uneven ones: of convolutions and of both
 * poolings, means that count them and means that do not.
 */
export const borders: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [11, 9, 2] },
    {
      type: 'convolution', name: 'conv1', inputs: ['input'], filters: 4, kernel: [3, 3], stride: 2,
      padding: [1, 1, 1, 1], bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    { type: 'max-pool', name: 'largest', inputs: ['support1'], window: 3, stride: 2, padding: [1, 1, 1, 1] },
    {
      type: 'convolution', name: 'conv2', inputs: ['largest'], filters: 5, kernel: [3, 3], stride: 1,
      padding: [0, 2, 2, 1], bias: true
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    {
      type: 'average-pool', name: 'counted', inputs: ['support2'], window: 2, stride: 1, padding: [1, 0, 0, 1],
      countsPadding: true
    },
    { type: 'average-pool', name: 'inside', inputs: ['support2'], window: 3, stride: 1, padding: [1, 1, 1, 1] },
    { type: 'sum', name: 'both', inputs: ['counted', 'inside'] },
    {
      type: 'convolution', name: 'conv3', inputs: ['both'], filters: 3, kernel: [2, 1], stride: 2,
      padding: [1, 0, 1, 0], bias: true
    },
    { type: 'support', name: 'support3', inputs: ['conv3'] },
    { type: 'global-mean', name: 'mean', inputs: ['support3'] },
    { type: 'dense', name: 'dense1', inputs: ['mean'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense1'], weight: 1 }
  ]
}

/** Fixed scales: of the image on a branch of its own, before a support, after one, of flat values. */
export const scaled: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [7, 9, 2] },
    { type: 'batch-norm', name: 'scale1', inputs: ['input'], epsilon: 2 ** -16, decay: 0, frozen: true },
    {
      type: 'convolution', name: 'conv1', inputs: ['scale1'], filters: 4, kernel: [3, 3], stride: 2, padding: 'same',
      bias: true
    },
    { type: 'batch-norm', name: 'scale2', inputs: ['conv1'], epsilon: 1e-3, decay: 0.9, frozen: true },
    { type: 'support', name: 'support1', inputs: ['scale2'] },
    { type: 'batch-norm', name: 'scale3', inputs: ['support1'], epsilon: 2 ** -16, decay: 0, frozen: true },
    {
      type: 'convolution', name: 'conv2', inputs: ['scale3'], filters: 4, kernel: [2, 2], stride: 1, padding: 'valid',
      bias: false
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    {
      type: 'convolution', name: 'conv3', inputs: ['input'], filters: 3, kernel: [3, 2], stride: 3, padding: 'valid',
      bias: true
    },
    { type: 'support', name: 'support3', inputs: ['conv3'] },
    { type: 'global-mean', name: 'mean', inputs: ['support3'] },
    { type: 'dense', name: 'side', inputs: ['mean'], units: 5, bias: true },
    { type: 'flatten', name: 'flat', inputs: ['support2'] },
    { type: 'dense', name: 'dense1', inputs: ['flat'], units: 5, bias: true },
    { type: 'sum', name: 'both', inputs: ['dense1', 'side'] },
    { type: 'batch-norm', name: 'scale4', inputs: ['both'], epsilon: 1e-3, decay: 0.9, frozen: true },
    { type: 'support', name: 'support4', inputs: ['scale4'] },
    { type: 'dense', name: 'dense2', inputs: ['support4'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense2'], weight: 1 }
  ]
}

/**
 * Groups: of several channels, each channel a group with one filter and with two, borders and strides of each, and
 * what keeps a residual sum's channels together.
 */
export const grouped: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [9, 8, 2] },
    {
      type: 'convolution', name: 'conv1', inputs: ['input'], filters: 6, kernel: [3, 3], stride: 1, padding: 'same',
      groups: 2, bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    {
      type: 'convolution', name: 'conv2', inputs: ['support1'], filters: 6, kernel: [3, 3], stride: 1, padding: 'same',
      groups: 6, bias: true
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    { type: 'sum', name: 'both', inputs: ['support1', 'support2'] },
    {
      type: 'convolution', name: 'conv3', inputs: ['both'], filters: 9, kernel: [3, 2], stride: 2,
      padding: [1, 1, 0, 2], groups: 3, bias: false
    },
    { type: 'batch-norm', name: 'norm3', inputs: ['conv3'], epsilon: 1e-3, decay: 0.9, frozen: true },
    { type: 'support', name: 'support3', inputs: ['norm3'] },
    {
      type: 'convolution', name: 'conv4', inputs: ['support3'], filters: 18, kernel: [2, 2], stride: 2,
      padding: [0, 1, 1, 0], groups: 9, bias: true
    },
    { type: 'support', name: 'support4', inputs: ['conv4'] },
    { type: 'global-mean', name: 'mean', inputs: ['support4'] },
    { type: 'dense', name: 'dense1', inputs: ['mean'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense1'], weight: 1 }
  ]
}

/** Functions without a support, PReLU of maps and flat values, ReLU6, SiLU as a product, and squeeze and excitation. */
export const gated: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [8, 7, 2] },
    {
      type: 'convolution', name: 'conv1', inputs: ['input'], filters: 4, kernel: [3, 3], stride: 1, padding: 'same',
      bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    { type: 'activation', name: 'bounded', inputs: ['support1'], apply: { function: 'bounded', most: 0.7 } },
    {
      type: 'convolution', name: 'conv2', inputs: ['bounded'], filters: 4, kernel: [3, 3], stride: 2, padding: 'same',
      groups: 4, bias: true
    },
    { type: 'parametric-relu', name: 'sloping', inputs: ['conv2'] },
    { type: 'activation', name: 'leaky', inputs: ['sloping'], apply: { function: 'leaky-relu', slope: 0.1 } },
    { type: 'global-mean', name: 'squeezed', inputs: ['leaky'] },
    { type: 'dense', name: 'dense1', inputs: ['squeezed'], units: 2, bias: true },
    { type: 'support', name: 'support2', inputs: ['dense1'] },
    { type: 'dense', name: 'dense2', inputs: ['support2'], units: 4, bias: true },
    { type: 'parametric-relu', name: 'steep', inputs: ['dense2'] },
    { type: 'activation', name: 'gate', inputs: ['steep'], apply: { function: 'hard-sigmoid', slope: 0.2 } },
    { type: 'product', name: 'excited', inputs: ['leaky', 'gate'] },
    { type: 'activation', name: 'sigmoid', inputs: ['excited'], apply: { function: 'sigmoid' } },
    { type: 'product', name: 'silu', inputs: ['excited', 'sigmoid'] },
    { type: 'activation', name: 'tanh', inputs: ['silu'], apply: { function: 'tanh' } },
    {
      type: 'convolution', name: 'conv3', inputs: ['tanh'], filters: 3, kernel: [2, 2], stride: 1, padding: 'valid',
      bias: true
    },
    { type: 'support', name: 'support3', inputs: ['conv3'] },
    { type: 'global-mean', name: 'mean', inputs: ['support3'] },
    { type: 'dense', name: 'dense3', inputs: ['mean'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense3'], weight: 1 }
  ]
}

/**
 * Strides and windows that differ between rows and columns, and dilations: of whole convolutions, of groups and of
 * channels alone, together too, with every kind of border.
 */
export const stepped: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [17, 13, 2] },
    {
      type: 'convolution', name: 'conv1', inputs: ['input'], filters: 4, kernel: [3, 3], stride: [2, 1],
      padding: 'same', bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    { type: 'max-pool', name: 'largest', inputs: ['support1'], window: [2, 3], stride: [1, 2], padding: 'same' },
    {
      type: 'convolution', name: 'conv2', inputs: ['largest'], filters: 4, kernel: [3, 2], stride: 1, dilation: 2,
      padding: 'same', bias: true
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    { type: 'average-pool', name: 'mean-window', inputs: ['support2'], window: [3, 1], stride: 1, padding: 'same' },
    {
      type: 'convolution', name: 'conv3', inputs: ['mean-window'], filters: 4, kernel: [2, 3], stride: [1, 2],
      padding: 'same', groups: 4, bias: true
    },
    { type: 'support', name: 'support3', inputs: ['conv3'] },
    {
      type: 'convolution', name: 'conv4', inputs: ['support3'], filters: 8, kernel: [2, 2], stride: 1,
      dilation: [3, 1], padding: [1, 0, 2, 1], groups: 4, bias: false
    },
    { type: 'support', name: 'support4', inputs: ['conv4'] },
    {
      type: 'convolution', name: 'conv5', inputs: ['support4'], filters: 6, kernel: [3, 2], stride: [2, 1],
      dilation: 2, padding: [2, 1, 1, 1], groups: 2, bias: true
    },
    { type: 'support', name: 'support5', inputs: ['conv5'] },
    { type: 'global-mean', name: 'mean', inputs: ['support5'] },
    { type: 'dense', name: 'dense1', inputs: ['mean'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense1'], weight: 1 }
  ]
}

/** ShuffleNet's unit: a split, a shuffle of what is joined, channels left out and turned round, of flat values too. */
export const shuffled: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [9, 7, 3] },
    { type: 'channels', name: 'turned', inputs: ['input'], picks: [2, 1, 0] },
    {
      type: 'convolution', name: 'conv1', inputs: ['turned'], filters: 10, kernel: [3, 3], stride: 2, padding: 'same',
      bias: true
    },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    { type: 'channels', name: 'first', inputs: ['support1'], picks: [0, 1, 2, 3, 4] },
    { type: 'channels', name: 'second', inputs: ['support1'], picks: [5, 6, 7, 8, 9] },
    {
      type: 'convolution', name: 'conv2', inputs: ['second'], filters: 5, kernel: [3, 3], stride: 1, padding: 'same',
      bias: true
    },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    { type: 'concatenation', name: 'joined', inputs: ['first', 'support2'] },
    { type: 'channels', name: 'mixed', inputs: ['joined'], picks: [0, 5, 1, 6, 2, 7, 3, 8, 4, 9] },
    { type: 'channels', name: 'some', inputs: ['mixed'], picks: [9, 1, 4, 8] },
    {
      type: 'convolution', name: 'conv3', inputs: ['some'], filters: 6, kernel: [2, 2], stride: 1, padding: 'valid',
      bias: false
    },
    { type: 'channels', name: 'order', inputs: ['conv3'], picks: [5, 3, 1, 0, 2] },
    { type: 'support', name: 'support3', inputs: ['order'] },
    { type: 'global-mean', name: 'mean', inputs: ['support3'] },
    { type: 'channels', name: 'flat', inputs: ['mean'], picks: [4, 0, 3] },
    { type: 'dense', name: 'dense1', inputs: ['flat'], units: 3, bias: true },
    { type: 'softmax-loss', name: 'loss', inputs: ['dense1'], weight: 1 }
  ]
}

/** What no preset has, each in a network of its own. */
export const particular: readonly [string, Network][] = [
  ['borders of four numbers', borders], ['fixed scales', scaled], ['groups of channels', grouped],
  ['functions without a support', gated], ['unequal strides and dilations', stepped],
  ['channels in another order', shuffled]
]

/** The same as TensorFlow.js has it, whose means either count all zeros or are those of `same`. */
const exportableBorders: Network = {
  nodes: borders.nodes.map((node) => (node.name === 'inside' ? { ...node, padding: 'same' } as typeof node : node))
}

/** Groups of one channel each. */
const exportableGroups: Network = {
  nodes: grouped.nodes.map((node) => (node.type === 'convolution' && (node.groups === 2 || node.groups === 3)
    ? { ...node, groups: undefined } : node))
}

/** Without a gate of maps, and what is bounded behind a support. */
const exportableFunctions: Network = {
  nodes: gated.nodes.map((node) => (node.name === 'excited'
    ? { ...node, inputs: ['leaky', 'leaky'] } as typeof node : node))
}

/** Dilations without groups and without strides. */
const exportableSteps: Network = {
  nodes: stepped.nodes.map((node) => (node.name === 'conv4' || node.name === 'conv5'
    ? { ...node, groups: undefined, stride: 1 } as typeof node : node))
}

const exportable = new Map([
  [stepped, exportableSteps], [borders, exportableBorders], [grouped, exportableGroups],
  [gated, mainHead(exportableFunctions)]
])
export const particularExports = particular.map(([name, network]): [string, Network] =>
  [name, exportable.get(network) ?? network])

/** TensorFlow.js has a layer for each of its nodes. */
export const isForTensorFlowJs = ({ nodes }: Network): boolean => nodes.every(({ type }) => type !== 'channels')

export function randomBatch(network: Network, count: number, seed: number): Examples {
  const stream = random(seed, 'batch')
  const input = network.nodes[0]
  const size = input.type === 'input' ? input.shape.reduce((product, length) => product * length, 1) : 0
  return {
    count,
    images: Float32Array.from({ length: count * size }, () => stream.normal()),
    labels: Int32Array.from({ length: count }, () => Math.floor(stream.uniform() * 3))
  }
}

/**
 * Starting weights with thresholds and running statistics that are not zero and one, so that nothing cancels by chance.
 */
export function randomWeights(network: Network, seed: number): Weights {
  const stream = random(seed, 'biases')
  return new Map([...initialWeights(network, seed)].map(([name, values]) => [name, moved(name, values, stream)]))
}

export function randomMasks(network: Network, count: number, seed: number): Uint8Array {
  const { layers, bytesPerExample } = supportLayout(network)
  const stream = random(seed, 'masks')
  const packed = new Uint8Array(count * bytesPerExample)
  for (let example = 0; example < count; example++) {
    for (const { units, byteOffset } of layers) {
      const bits = Uint8Array.from({ length: units }, () => (stream.uniform() < 0.5 ? 1 : 0))
      packBits(bits, 0, units, packed, example * bytesPerExample + byteOffset)
    }
  }
  return packed
}

function moved(name: string, values: Float32Array, stream: Random): Float32Array {
  if (name.endsWith('/kernel')) return values
  if (name.endsWith('/scale') || name.endsWith('/variance')) return values.map(() => 0.5 + stream.uniform())
  return values.map(() => stream.normal() * 0.3)
}
