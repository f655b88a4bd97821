/**
 * What is measured of a network that is not trained here: its test error with both rules, and the masks of all training
 * examples.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { DataSet } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import { masktSupport, reluSupport } from '../support/forward'
import type { SupportLayout } from '../support/layout'
import { ProgressMeter } from './progress'
import type { Recorder } from './recorder'
import { consecutiveBatches, evaluate, forwardBatchSize } from '../evaluation/evaluate'

export interface Analysis {
  data: DataSet
  layout: SupportLayout
  executor: Executor
  recorder: Recorder
  /** Whether masks are estimated. */
  masks: boolean
  stopRequested: () => boolean
}

const moment = { epoch: 0, iteration: 0 }

/**
 * Records checkpoint `final` with its evaluation, and then masks as alternation 1, in the affine form with learned β:
 * what ReLU does.
 */
export async function analyse({
  data,
  layout,
  executor,
  recorder,
  masks,
  stopRequested
}: Analysis): Promise<'finished' | 'stopped'> {
  const batches = masks ? Math.ceil(data.train.count / forwardBatchSize) : 0
  const meter = new ProgressMeter(Math.max(1, batches), Math.max(1, batches), (progress) => recorder.progress(progress))
  meter.update('evaluating', 'masked', 0, 0, true)
  recorder.checkpoint('final', moment, await executor.weights())
  const layers = layout.layers.length
  recorder.evaluation({
    at: 'final',
    epoch: 0,
    examples: data.test.count,
    relu: await evaluate(executor, data.test, reluSupport(layers)),
    maskt: await evaluate(executor, data.test, masktSupport(layers))
  })
  if (!masks) return 'finished'
  const started = performance.now()
  recorder.alternationBegan({ index: 1, examples: data.train.count, ...moment })
  let done = 0
  for (const { first, batch } of consecutiveBatches(data.train, forwardBatchSize)) {
    if (stopRequested()) return 'stopped'
    recorder.masks(1, first, await executor.estimateMasks(batch, reluSupport(layers)))
    meter.update('estimating masks', 'masked', ++done, batch.count, done === 1)
    await turn()
  }
  recorder.alternationEnded(1, (performance.now() - started) / 1000)
  return 'finished'
}
