/**
 * What is measured of a network that is not trained here: its test error with both rules, and the masks of all training
 * examples.
 */
import type { DataSet } from '../datasets/dataset'
import type { Executor } from '../executors/executor'
import { masktSupport, reluSupport } from '../support/forward'
import type { SupportLayout } from '../support/layout'
import { steadyPace } from './plan'
import { ProgressMeter } from './progress'
import type { Recorder } from './recorder'
import { takeSnapshot } from './snapshot'
import { evaluate, forwardBatchSize } from '../evaluation/evaluate'

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

/** Records checkpoint `final` with its evaluation, and then its masks as snapshot 1, as ReLU has them. */
export async function analyse({
  data,
  layout,
  executor,
  recorder,
  masks,
  stopRequested
}: Analysis): Promise<'finished' | 'stopped'> {
  const batches = masks ? Math.ceil(data.train.count / forwardBatchSize) : 0
  const meter = new ProgressMeter(steadyPace(1, Math.max(1, batches)), (progress) => recorder.progress(progress))
  meter.update('evaluating', 'masked', 0, 0, true)
  recorder.checkpoint('final', moment, await executor.weights())
  const layers = layout.layers.length
  recorder.evaluation({
    at: 'final',
    ...moment,
    examples: data.test.count,
    relu: await evaluate(executor, data.test, reluSupport(layers)),
    maskt: await evaluate(executor, data.test, masktSupport(layers))
  })
  if (!masks) return 'finished'
  let done = 0
  const taken = await takeSnapshot({
    start: { index: 1, kind: 'requested', alternation: null, checkpoint: 'final', ...moment },
    examples: data.train,
    executor,
    support: reluSupport(layers),
    recorder,
    stopRequested,
    tell: (examples) => {
      meter.update('estimating masks', 'masked', ++done, examples, done === 1)
    }
  })
  return taken ? 'finished' : 'stopped'
}
