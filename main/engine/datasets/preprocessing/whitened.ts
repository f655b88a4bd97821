/** Whitened splits are worked out once and kept as float32 record files, named by what they were made of. */
import { join } from 'node:path'
import type { Backend, BackendWhenNeeded } from '../../backends/backend'
import { sizeOf, type ExampleSource, type ImageShape } from '../dataset'
import { splits, type Split } from '../format'
import { identityOf, type IdentifiedPixels } from '../prepare'
import { buildRecordFile, RecordFile } from '../records/record-file'
import { contrastNormalisedBatches, fitWhitening, whitener } from './whitening'

/** Changes when the same images would come out otherwise than before. */
const whiteningVersion = 2

export async function whitenedSplits(
  pixels: Record<Split, IdentifiedPixels>, shape: ImageShape, prepared: string, backend: BackendWhenNeeded
): Promise<Record<Split, ExampleSource>> {
  const pathOf = (split: Split): string =>
    join(
      prepared,
      `whitened-${split}-${identityOf(whiteningVersion, pixels.train.identity, pixels[split].identity)}.records`
    )
  if (splits.some((split) => RecordFile.open(pathOf(split), shape, 4) === null))
    await whiten(pixels, shape, pathOf, await backend())
  return { train: sourceOf(pathOf('train'), shape), test: sourceOf(pathOf('test'), shape) }
}

async function whiten(
  pixels: Record<Split, IdentifiedPixels>,
  shape: ImageShape,
  pathOf: (split: Split) => string,
  backend: Backend
): Promise<void> {
  const size = sizeOf(shape)
  const { whiten: whitened, dispose } = whitener(backend, await fitWhitening(backend, pixels.train, size))
  try {
    for (const split of splits) {
      await buildRecordFile(pathOf(split), async (begin) => {
        const writer = begin({ shape, valueBytes: 4, count: pixels[split].count })
        for (const { first, images } of contrastNormalisedBatches(pixels[split], size)) {
          const values = await whitened(images)
          writer.write(first, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
        }
        pixels[split].labels.forEach((label, index) => writer.label(index, label))
      })
    }
  } finally {
    dispose()
  }
}

function sourceOf(path: string, shape: ImageShape): ExampleSource {
  const records = RecordFile.open(path, shape, 4)
  if (records === null) throw new Error('a prepared data file was damaged while it was made')
  const { count, labels } = records
  return {
    count,
    labels,
    read: (indices) => ({
      count: indices.length,
      images: new Float32Array(records.readBytes(indices).buffer),
      labels: indices.map((index) => labels[index])
    })
  }
}
