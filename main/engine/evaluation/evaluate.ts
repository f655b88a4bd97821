/** Mean loss and error of a network over many examples, by batches. */
import type { EvaluationResult } from '../../../preload/schema/run'
import { consecutive, type Examples, type ExampleSource } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import type { ForwardSupport } from '../support/forward'

/** Large enough that a batch's fixed cost does not count, small enough for the memory of a laptop. */
export const forwardBatchSize = 250

/** Consecutive batches of at most `size` examples; `first` is the index of a batch's first example. */
export function* consecutiveBatches(
  source: ExampleSource,
  size: number
): Generator<{ first: number; batch: Examples }> {
  for (let first = 0; first < source.count; first += size) {
    yield { first, batch: source.read(consecutive(first, Math.min(size, source.count - first))) }
  }
}

export async function evaluate(
  executor: Executor,
  source: ExampleSource,
  support: ForwardSupport
): Promise<EvaluationResult> {
  let loss = 0
  let error = 0
  for (const { batch } of consecutiveBatches(source, forwardBatchSize)) {
    const result = await executor.evaluate(batch, support)
    loss += result.loss * batch.count
    error += result.error * batch.count
  }
  // The error is a count over a count: rounding the count makes the fraction exact.
  return { loss: loss / source.count, error: Math.round(error) / source.count }
}
