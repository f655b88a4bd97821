/** Examples with their packed masks, by batches. */
import type { Network } from '../../../../preload/schema/network'
import { consecutive, firstOf, type DataSet } from '../../datasets/dataset'
import { consecutiveBatches, forwardBatchSize } from '../../evaluation/evaluate'
import type { MaskedBatch } from '../../executors/eager/masked-layers'
import { supportLayout } from '../../support/layout'
import type { BatchProblem } from './problem'

/** Of packed masks, `each` bytes an example, those of these examples. */
function rowsOf(packed: Uint8Array, each: number, indices: Int32Array): Uint8Array {
  const rows = new Uint8Array(indices.length * each)
  indices.forEach((index, n) => { rows.set(packed.subarray(index * each, (index + 1) * each), n * each) })
  return rows
}

/** Training examples under these masks. @param packed of the first ones. @param consistency λ, or null without it */
export function batchesUnder(
  network: Network, { train }: DataSet, packed: Uint8Array, consistency: number | null
): BatchProblem['batch'] {
  const { layers, bytesPerExample } = supportLayout(network)
  const thresholds = new Float32Array(layers.length)
  return (indices) => {
    const rows = rowsOf(packed, bytesPerExample, indices)
    return {
      examples: train.read(indices), packed: rows,
      support: { mode: 'masks', form: 'affine', gate: 'pure', packed: rows, consistency, thresholds }
    }
  }
}

/** The first training examples. */
export function maskedBatches({ train }: DataSet, examples: number, packed: Uint8Array): MaskedBatch[] {
  const batches: MaskedBatch[] = []
  for (const { first, batch } of consecutiveBatches(firstOf(train, examples), forwardBatchSize)) {
    batches.push({ examples: batch, packed: rowsOf(packed, packed.length / examples, consecutive(first, batch.count)) })
  }
  return batches
}
