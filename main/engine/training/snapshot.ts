/**
 * A mask snapshot: the masks of many training examples under the weights of one moment, whatever the method. An
 * alternation is a snapshot whose masks are then trained with.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { StoredMaskSettings } from '../../../preload/schema/configuration'
import type { SnapshotExamples } from '../../../preload/schema/run'
import { consecutive, firstOf, type ExampleSource } from '../datasets/dataset'
import { consecutiveBatches, forwardBatchSize } from '../evaluation/evaluate'
import { quantileExamples, thresholdsOf } from '../evaluation/thresholds'
import type { Executor } from '../executors/executor'
import { reluSupport, type ForwardSupport } from '../support/forward'
import type { Recorder, SnapshotStart } from './recorder'

/** The first training examples, whose masks stay in the file whatever else is dropped. */
export const probeExamples = 256

/** The training examples of which a snapshot takes masks. */
export const examplesOf = (training: ExampleSource, which: SnapshotExamples): ExampleSource =>
  which === 'all' ? training : firstOf(training, Math.min(probeExamples, training.count))

/**
 * What decides masks. With settings of stored masks it is what those would estimate under the executor's weights (eqs
 * 2, 12, 13, 38). A method without any trains with ReLU, which is the affine form with thresholds zero.
 */
export async function estimationOf(
  settings: StoredMaskSettings | null,
  layers: number,
  executor: Executor,
  training: ExampleSource
): Promise<ForwardSupport> {
  if (settings === null) return reluSupport(layers)
  const sample = () => training.read(consecutive(0, Math.min(quantileExamples, training.count)))
  return { form: settings.form, thresholds: await thresholdsOf(settings, layers, executor, sample) }
}

export interface Snapshot {
  start: Omit<SnapshotStart, 'examples'>
  examples: ExampleSource
  /** Has the weights of the moment. */
  executor: Executor
  support: ForwardSupport
  recorder: Pick<Recorder, 'snapshotBegan' | 'masks' | 'snapshotEnded'>
  /** Asked before each batch; true leaves the snapshot unfinished, and so without a trace. */
  stopRequested: () => boolean
  /** Told after each batch how many examples it had. */
  tell: (examples: number) => void
}

/** @returns whether it came to its end */
export async function takeSnapshot(snapshot: Snapshot): Promise<boolean> {
  const { start, examples, executor, support, recorder, stopRequested, tell } = snapshot
  const started = performance.now()
  recorder.snapshotBegan({ ...start, examples: examples.count })
  for (const { first, batch } of consecutiveBatches(examples, forwardBatchSize)) {
    if (stopRequested()) return false
    recorder.masks(start.index, first, await executor.estimateMasks(batch, support))
    tell(batch.count)
    // Lets messages (stop, heartbeat) in between batches.
    await turn()
  }
  recorder.snapshotEnded(start.index, (performance.now() - started) / 1000)
  return true
}
