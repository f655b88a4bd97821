/** What a node of a network is, in words. */
import type { NetworkNode } from './network'

export const nodeKinds: Readonly<Record<NetworkNode['type'], string>> = {
  input: 'image',
  convolution: 'convolution',
  dense: 'dense',
  'batch-norm': 'batch-norm',
  support: 'support',
  'max-pool': 'max pooling',
  'average-pool': 'mean pooling',
  sum: 'sum',
  concatenation: 'concatenation',
  flatten: 'flatten',
  dropout: 'dropout',
  'global-mean': 'global mean',
  'softmax-loss': 'softmax loss'
}

/** The window that slides over positions, and how far it goes each time: `3×3/2`; empty of a node without one. */
export function windowWords(node: NetworkNode): string {
  switch (node.type) {
    case 'convolution': return slidingWords(node.kernel, node.stride)
    case 'max-pool': case 'average-pool': return slidingWords([node.window, node.window], node.stride)
    default: return ''
  }
}

const slidingWords = ([height, width]: readonly [number, number], stride: number): string =>
  `${height}×${width}${stride === 1 ? '' : `/${stride}`}`

/** `28×28×16`; one number once positions are gone. */
export const shapeWords = (shape: readonly number[]): string => shape.join('×')
