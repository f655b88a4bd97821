/** Channels that no example has on: dead by data, which says nothing of other images. */
import type { ExampleSource } from '../datasets/dataset'
import { consecutiveBatches, forwardBatchSize } from '../evaluation/evaluate'
import type { Executor } from '../executors/executor'
import { reluSupport } from '../support/forward'
import type { SupportLayout } from '../support/layout'
import { SupportStatistics } from '../support/statistics'

/** A byte for every channel of every support: 1 where none of its units is on for any of these examples, with ReLU. */
export async function channelsNeverOn(
  executor: Executor,
  examples: ExampleSource,
  layout: SupportLayout
): Promise<ReadonlyMap<string, Uint8Array>> {
  const statistics = new SupportStatistics(layout, false)
  const support = reluSupport(layout.layers.length)
  for (const { batch } of consecutiveBatches(examples, forwardBatchSize))
    statistics.add(await executor.estimateMasks(batch, support), null, batch.count)
  return new Map(
    statistics.result().map(({ name, onPerUnit }, layer) => {
      const { shape } = layout.layers[layer]
      const channels = shape[shape.length - 1]
      const never = new Uint8Array(channels).fill(1)
      onPerUnit.forEach((on, unit) => {
        if (on > 0) never[unit % channels] = 0
      })
      return [name, never]
    })
  )
}
