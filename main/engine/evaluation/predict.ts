/** A network's predictions for every example of a source under one support, by batches. */
import { Failure } from '../../../preload/schema/failure'
import type { ExampleSource } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import type { ForwardSupport } from '../support/forward'
import { consecutiveBatches, forwardBatchSize } from './evaluate'

/** [examples] each. */
export interface Predictions {
  /** The class of the largest logit. */
  classes: Uint16Array
  /** Softmax's probability of that class, and of the label. */
  probabilities: Float32Array
  labelProbabilities: Float32Array
}

export interface Predicted {
  loss: number
  error: number
  predictions: Predictions
  /** Units that are on, over all layers and examples. */
  unitsOn: number
}

/**
 * `evaluate`, and the answer to each example.
 * @param after called after each batch with its number of examples; awaited, so that messages get in between
 * @throws Failure when the network's answer is no longer a finite number
 */
export async function predict(
  executor: Executor,
  source: ExampleSource,
  support: ForwardSupport,
  after: (examples: number) => Promise<void> | void = () => undefined
): Promise<Predicted> {
  const predictions: Predictions = {
    classes: new Uint16Array(source.count),
    probabilities: new Float32Array(source.count),
    labelProbabilities: new Float32Array(source.count)
  }
  let loss = 0
  let error = 0
  let unitsOn = 0
  for (const { first, batch } of consecutiveBatches(source, forwardBatchSize)) {
    const result = await executor.predict(batch, support)
    if (!Number.isFinite(result.loss))
      throw new Failure(
        `The network's predictions for the test examples from ${first} on are not finite, ` +
          'so there is nothing to evaluate; evaluate another checkpoint.'
      )
    loss += result.loss * batch.count
    error += result.error * batch.count
    unitsOn += result.unitsOn.reduce((sum, count) => sum + count, 0)
    predictions.classes.set(result.classes, first)
    predictions.probabilities.set(result.probabilities, first)
    predictions.labelProbabilities.set(result.labelProbabilities, first)
    await after(batch.count)
  }
  // The error is a count over a count: rounding the count makes the fraction exact.
  return { loss: loss / source.count, error: Math.round(error) / source.count, predictions, unitsOn }
}
