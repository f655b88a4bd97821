/**
 * VGG-16 (Simonyan, Zisserman, ICLR 2015, configuration D): blocks of 3×3 convolutions, a 2×2 maximum after each,
 * three dense layers with dropout. 138,357,544 parameters for 224×224×3 and 1,000 classes.
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

interface Variant { blocks: readonly (readonly number[])[]; dense: readonly number[]; dropout: number }

const variants: Record<'16' | 'mini', Variant> = {
  '16': {
    blocks: [
      [64, 64],
      [128, 128],
      [256, 256, 256],
      [512, 512, 512],
      [512, 512, 512]
    ],
    dense: [4096, 4096],
    dropout: 0.5
  },
  mini: {
    blocks: [
      [16, 16],
      [32, 32],
      [32, 32]
    ],
    dense: [64],
    dropout: 0
  }
}

export function vgg(variant: keyof typeof variants, shape: ImageShape, classes: number): Network {
  const { blocks, dense, dropout } = variants[variant]
  const writer = new NetworkWriter(shape)
  for (const block of blocks) {
    for (const filters of block) {
      writer.convolution(3, filters)
      writer.support()
    }
    writer.pool('max-pool', 2, 2)
  }
  writer.flatten()
  for (const units of dense) {
    writer.dense(units)
    writer.support()
    if (dropout) writer.dropout(dropout)
  }
  writer.dense(classes)
  writer.loss()
  return writer.network()
}
