/** Small networks, batches, weights and masks for tests of executors. */
import type { Examples } from '../../../../main/engine/datasets/dataset'
import { initialWeights, type Weights } from '../../../../main/engine/networks/parameters'
import { random } from '../../../../main/engine/random'
import { packBits } from '../../../../main/engine/support/bits'
import { supportLayout } from '../../../../main/engine/support/layout'
import type { Network } from '../../../../preload/schema/network'

/** Two convolutions with supports, one of stride 2, and an output without: 8×6 images, 3 classes. */
export const small: Network = {
  nodes: [
    { type: 'input', name: 'input', inputs: [], shape: [8, 6, 2] },
    { type: 'convolution', name: 'conv1', inputs: ['input'], filters: 5, kernel: [3, 3], stride: 1, padding: 'same' },
    { type: 'support', name: 'support1', inputs: ['conv1'] },
    { type: 'convolution', name: 'conv2', inputs: ['support1'], filters: 4, kernel: [3, 3], stride: 2, padding: 'valid' },
    { type: 'support', name: 'support2', inputs: ['conv2'] },
    { type: 'convolution', name: 'conv3', inputs: ['support2'], filters: 3, kernel: [1, 1], stride: 1, padding: 'same' },
    { type: 'global-mean', name: 'mean', inputs: ['conv3'] },
    { type: 'softmax-loss', name: 'loss', inputs: ['mean'] }
  ]
}

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

/** Weights with biases that are not zero, so that forms with and without bias differ. */
export function randomWeights(network: Network, seed: number): Weights {
  const stream = random(seed, 'biases')
  return new Map([...initialWeights(network, seed)].map(([name, values]) => [name, name.endsWith('/bias') ? values.map(() => stream.normal() * 0.3) : values]))
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
