/** What a node of a network is, in words. */
import type { NetworkNode, Padding, Sides } from './network'

export const nodeKinds: Readonly<Record<NetworkNode['type'], string>> = {
  input: 'image',
  convolution: 'convolution',
  dense: 'dense',
  'batch-norm': 'batch-norm',
  support: 'support',
  activation: 'activation',
  'parametric-relu': 'PReLU',
  product: 'product',
  'max-pool': 'max pooling',
  'average-pool': 'mean pooling',
  sum: 'sum',
  concatenation: 'concatenation',
  channels: 'channels',
  flatten: 'flatten',
  dropout: 'dropout',
  'global-mean': 'global mean',
  'softmax-loss': 'softmax loss'
}

/**
 * What a kind's name leaves open. Of a function without a support, which; of a support, that it gives the sign; of a
 * window that slides over positions, its size, how far it goes each time, the zeros around where these are none of the
 * usual, dilation and groups: `3×3/2`, `3×3/2×1`, `7×7/2 +3`, `3×3/2 +0,0,1,1` (top, left, bottom, right),
 * `3×3, dilation 2`, `3×3, 32 groups`; empty of any
 * other.
 */
export function detailWords(node: NetworkNode): string {
  switch (node.type) {
    case 'convolution': return `${slidingWords(node.kernel, node)}${node.groups ? `, ${node.groups} groups` : ''}`
    case 'activation': return node.apply.function
    case 'support': return node.gives ?? ''
    case 'max-pool': case 'average-pool': return slidingWords(node.window, node)
    default: return ''
  }
}

const slidingWords = (
  window: Sides, { stride, padding, dilation }: { stride: Sides; padding: Padding; dilation?: Sides | undefined }
): string => {
  const steps = stride === 1 ? '' : `/${sidesWords(stride)}`
  const apart = dilation === undefined ? '' : `, dilation ${sidesWords(dilation)}`
  const size = typeof window === 'number' ? `${window}×${window}` : sidesWords(window)
  return `${size}${steps}${paddingWords(padding)}${apart}`
}

const sidesWords = (sides: Sides): string => (typeof sides === 'number' ? String(sides) : sides.join('×'))

function paddingWords(padding: Padding): string {
  if (typeof padding === 'string') return ''
  return padding.every((count) => count === padding[0]) ? ` +${padding[0]}` : ` +${padding.join()}`
}

/** `28×28×16`; one number once positions are gone. */
export const shapeWords = (shape: readonly number[]): string => shape.join('×')
