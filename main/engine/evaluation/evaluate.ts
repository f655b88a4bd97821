/** Mean loss and error of a network over many examples, by batches. */
import type { EvaluationResult } from '../../../preload/schema/run'
import type { Examples } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import type { ForwardSupport } from '../support/forward'

/** Large enough that a batch's fixed cost does not count, small enough for the memory of a laptop. */
export const forwardBatchSize = 250

/** Consecutive batches of at most `size` examples; `first` is the index of a batch's first example. */
export function* consecutiveBatches(examples: Examples, size: number): Generator<{ first: number; batch: Examples }> {
  const width = examples.images.length / examples.count
  for (let first = 0; first < examples.count; first += size) {
    const count = Math.min(size, examples.count - first)
    const batch = {
      count,
      images: examples.images.subarray(first * width, (first + count) * width),
      labels: examples.labels.subarray(first, first + count)
    }
    yield { first, batch }
  }
}

export function evaluate(executor: Executor, examples: Examples, support: ForwardSupport): EvaluationResult {
  let loss = 0
  let error = 0
  for (const { batch } of consecutiveBatches(examples, forwardBatchSize)) {
    const result = executor.evaluate(batch, support)
    loss += result.loss * batch.count
    error += result.error * batch.count
  }
  // The error is a count over a count: rounding the count makes the fraction exact.
  return { loss: loss / examples.count, error: Math.round(error) / examples.count }
}
