/** Writes a data set as a NumPy archive, exactly as a network sees it, batch by batch. */
import { writeNpz, type NumpyArray } from '../interchange/npz/write'
import { preferredBackend } from '../engine/backends/preferred'
import { locateData, openDataSet } from '../engine/datasets'
import type { ExampleSource } from '../engine/datasets/dataset'
import { consecutiveBatches, forwardBatchSize } from '../engine/evaluation/evaluate'
import type { Job, Telling } from './jobs'

export async function writeDataSet(
  { store, data, dataFolder, path }: Job<'write data'>, tell: Telling<'write data'>
): Promise<void> {
  tell({ kind: 'step', step: 'reading the data' })
  const { train, test, shape } = await openDataSet(data, locateData(store, data.dataset, dataFolder), preferredBackend)
  tell({ kind: 'step', step: 'working' })
  await writeNpz(path, [
    { name: 'x_train', type: 'float32', shape: [train.count, ...shape], chunks: () => imagesOf(train) },
    labelsOf('y_train', train),
    { name: 'x_test', type: 'float32', shape: [test.count, ...shape], chunks: () => imagesOf(test) },
    labelsOf('y_test', test)
  ])
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const labelsOf = (name: string, { count, labels }: ExampleSource): NumpyArray =>
  ({ name, type: 'int32', shape: [count], chunks: () => [bytesOf(labels)] })

function* imagesOf(source: ExampleSource): Generator<Uint8Array> {
  for (const { batch } of consecutiveBatches(source, forwardBatchSize)) yield bytesOf(batch.images)
}
