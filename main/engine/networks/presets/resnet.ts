/**
 * ResNet-18 (He, Zhang, Ren, Sun, CVPR 2016): blocks of two 3×3 convolutions with batch-norm, added to their input
 * before the second ReLU; where the shape changes, the input goes through a 1×1 convolution with batch-norm.
 * 11,689,512 parameters for 224×224×3 and 1,000 classes.
 */
import type { Network } from '../../../../preload/schema/network'
import { NetworkWriter, type ImageShape } from './writer'

interface Variant {
  stem: { kernel: number; filters: number; stride: number; pooled: boolean }
  stages: readonly { filters: number; blocks: number }[]
}

const variants: Record<'18' | 'mini', Variant> = {
  '18': {
    stem: { kernel: 7, filters: 64, stride: 2, pooled: true },
    stages: [64, 128, 256, 512].map((filters) => ({ filters, blocks: 2 }))
  },
  mini: {
    stem: { kernel: 3, filters: 16, stride: 1, pooled: false },
    stages: [16, 32, 48].map((filters) => ({ filters, blocks: 1 }))
  }
}

export function resnet(variant: keyof typeof variants, shape: ImageShape, classes: number): Network {
  const { stem, stages } = variants[variant]
  const writer = new NetworkWriter(shape)
  writer.convolution(stem.kernel, stem.filters, { stride: stem.stride, bias: false })
  writer.batchNorm()
  writer.support()
  if (stem.pooled) writer.pool('max-pool', 3, 2)
  let channels = stem.filters
  for (const [stage, { filters, blocks }] of stages.entries()) {
    for (let block = 0; block < blocks; block++) {
      addBlock(writer, filters, stage > 0 && block === 0 ? 2 : 1, channels)
      channels = filters
    }
  }
  writer.globalMean()
  writer.dense(classes)
  writer.loss()
  return writer.network()
}

function addBlock(writer: NetworkWriter, filters: number, stride: number, channels: number): void {
  const input = writer.last
  writer.convolution(3, filters, { stride, bias: false })
  writer.batchNorm()
  writer.support()
  writer.convolution(3, filters, { bias: false })
  const branch = writer.batchNorm()
  if (stride === 1 && channels === filters) writer.sum(branch, input)
  else {
    writer.convolution(1, filters, { stride, bias: false, from: input })
    writer.sum(branch, writer.batchNorm())
  }
  writer.support()
}
