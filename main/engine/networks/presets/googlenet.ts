/**
 * GoogLeNet (Szegedy et al., CVPR 2015, table 1): inception modules of four branches, two auxiliary heads of weight
 * 0.3. Its local response normalisation is left out, as in most later versions: it has no parameters. 6,998,552
 * parameters for 224×224×3 and 1,000 classes without the heads, 13,378,280 with them (as in the published Caffe model).
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

/**
 * Maps of the 1×1 branch, of the 3×3 branch (reduced, full), of the 5×5 branch (reduced, full), and after the pooling.
 */
type Inception = readonly [
  one: number,
  threeReduced: number,
  three: number,
  fiveReduced: number,
  five: number,
  pooled: number
]

interface Variant {
  stem: readonly { kernel: number; filters: number; stride: number; pooled: boolean }[]
  modules: readonly (Inception | 'pool' | 'head')[]
  /** The published 5×5 mean leaves 4×4 of 14×14 positions; a window over small maps has to pad. */
  head: { maps: number; units: number; dropout: number; padding: 'same' | 'valid' }
  dropout: number
}

const full: Variant = {
  stem: [
    { kernel: 7, filters: 64, stride: 2, pooled: true },
    { kernel: 1, filters: 64, stride: 1, pooled: false },
    { kernel: 3, filters: 192, stride: 1, pooled: true }
  ],
  modules: [
    [64, 96, 128, 16, 32, 32],
    [128, 128, 192, 32, 96, 64],
    'pool',
    [192, 96, 208, 16, 48, 64],
    'head',
    [160, 112, 224, 24, 64, 64],
    [128, 128, 256, 24, 64, 64],
    [112, 144, 288, 32, 64, 64],
    'head',
    [256, 160, 320, 32, 128, 128],
    'pool',
    [256, 160, 320, 32, 128, 128],
    [384, 192, 384, 48, 128, 128]
  ],
  head: { maps: 128, units: 1024, dropout: 0.7, padding: 'valid' },
  dropout: 0.4
}

const mini: Variant = {
  stem: [{ kernel: 3, filters: 16, stride: 1, pooled: true }],
  modules: [[8, 8, 16, 4, 8, 8], 'head', 'pool', [16, 12, 24, 4, 8, 8]],
  head: { maps: 16, units: 32, dropout: 0.3, padding: 'same' },
  dropout: 0
}

export function googlenet(variant: 'full' | 'mini', shape: ImageShape, classes: number): Network {
  const { stem, modules, head, dropout } = variant === 'full' ? full : mini
  const writer = new NetworkWriter(shape)
  for (const { kernel, filters, stride, pooled } of stem) {
    writer.convolution(kernel, filters, { stride })
    writer.support()
    if (pooled) writer.pool('max-pool', 3, 2)
  }
  let trunk = writer.last
  for (const module of modules) {
    if (module === 'pool') trunk = writer.pool('max-pool', 3, 2, trunk)
    else if (module === 'head') addHead(writer, trunk, head, classes)
    else trunk = addInception(writer, trunk, module)
  }
  writer.globalMean()
  if (dropout) writer.dropout(dropout)
  writer.dense(classes)
  writer.loss()
  return writer.network()
}

function addInception(
  writer: NetworkWriter,
  from: string,
  [one, threeReduced, three, fiveReduced, five, pooled]: Inception
): string {
  const convolve = (kernel: number, filters: number, input: string): string => {
    writer.convolution(kernel, filters, { from: input })
    return writer.support()
  }
  const branches = [
    convolve(1, one, from),
    convolve(3, three, convolve(1, threeReduced, from)),
    convolve(5, five, convolve(1, fiveReduced, from)),
    convolve(1, pooled, writer.pool('max-pool', 3, 1, from))
  ]
  return writer.concatenation(...branches)
}

/** 5×5 mean of stride 3, 1×1 convolution, dense layer, dropout, softmax. */
function addHead(
  writer: NetworkWriter,
  from: string,
  { maps, units, dropout, padding }: Variant['head'],
  classes: number
): void {
  writer.pool('average-pool', 5, 3, from, padding)
  writer.convolution(1, maps)
  writer.support()
  writer.flatten()
  writer.dense(units)
  writer.support()
  writer.dropout(dropout)
  writer.dense(classes)
  writer.loss(0.3)
}
