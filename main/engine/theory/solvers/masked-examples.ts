/** Examples with their packed masks, by batches. */
import { consecutive, firstOf, type DataSet } from '../../datasets/dataset'
import { consecutiveBatches, forwardBatchSize } from '../../evaluation/evaluate'
import type { MaskedBatch } from '../../executors/eager/masked-layers'

/** Of packed masks, `each` bytes an example, those of these examples. */
export function rowsOf(packed: Uint8Array, each: number, indices: Int32Array): Uint8Array {
  const rows = new Uint8Array(indices.length * each)
  indices.forEach((index, n) => { rows.set(packed.subarray(index * each, (index + 1) * each), n * each) })
  return rows
}

/** The first training examples. */
export function maskedBatches({ train }: DataSet, examples: number, packed: Uint8Array): MaskedBatch[] {
  const batches: MaskedBatch[] = []
  for (const { first, batch } of consecutiveBatches(firstOf(train, examples), forwardBatchSize)) {
    batches.push({ examples: batch, packed: rowsOf(packed, packed.length / examples, consecutive(first, batch.count)) })
  }
  return batches
}
