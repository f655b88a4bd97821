/**
 * Network in Network (Lin, Chen, Yan, ICLR 2014): three blocks of a convolution and two 1×1 convolutions, overlapping
 * 3×3 poolings of stride 2 between them, each followed by dropout of 50 %; the last 1×1 gives one map per class.
 * The authors' two settings: for CIFAR and SVHN (pooled by maximum, then by mean), and for MNIST (smaller, by maximum).
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

interface Block { kernel: number; filters: readonly [number, number, number] }
interface Variant { blocks: readonly [Block, Block, Block]; secondPool: 'max-pool' | 'average-pool' }

const variants = {
  cifar: {
    blocks: [
      { kernel: 5, filters: [192, 160, 96] },
      { kernel: 5, filters: [192, 192, 192] },
      { kernel: 3, filters: [192, 192, 0] }
    ],
    secondPool: 'average-pool'
  },
  mnist: {
    blocks: [
      { kernel: 5, filters: [96, 64, 48] },
      { kernel: 5, filters: [128, 96, 48] },
      { kernel: 3, filters: [128, 96, 0] }
    ],
    secondPool: 'max-pool'
  },
  mini: {
    blocks: [
      { kernel: 5, filters: [16, 12, 12] },
      { kernel: 3, filters: [32, 24, 24] },
      { kernel: 3, filters: [32, 24, 0] }
    ],
    secondPool: 'max-pool'
  }
} satisfies Record<string, Variant>

export function networkInNetwork(variant: keyof typeof variants, shape: ImageShape, classes: number): Network {
  const { blocks, secondPool }: Variant = variants[variant]
  const writer = new NetworkWriter(shape)
  blocks.forEach(({ kernel, filters }, index) => {
    // The last 1×1 convolution of the last block has as many maps as there are classes.
    for (const [position, maps] of filters.entries()) {
      writer.convolution(position === 0 ? kernel : 1, maps || classes)
      writer.support()
    }
    if (index === 2) return
    writer.pool(index === 0 ? 'max-pool' : secondPool, 3, 2)
    writer.dropout(0.5)
  })
  writer.globalMean()
  writer.loss()
  return writer.network()
}
