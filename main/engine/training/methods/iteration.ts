/** What follows every iteration, and the end of an epoch, however weights were moved. */
import type { StagedState } from '../../../../preload/schema/methods/staged-state'
import type { EpochRecord } from '../../../../preload/schema/run'
import { countFlips } from '../../bits/bits'
import { consecutive } from '../../datasets/dataset'
import { emptyCurve, takePoint } from '../curve'
import { refitClassifier, refitDue } from '../refit'
import type { TrainingRun } from '../run'
import { lookedAt } from './estimation'
import { afterEpoch, type Stage } from './stages'

/** Drift is measured on the first examples of the training set: the same ones for the whole run. */
const driftExamples = 256
/** Points of the live curve per epoch: enough to see a spike, few enough to draw a thousand epochs. */
const pointsPerEpoch = 20

/** Over a whole epoch even an untrained network stays below twice the loss of guessing. */
const worseThanGuessing = 2

export interface Iteration {
  /** When it was begun, by `performance.now`. */
  started: number
  examples: number
  /** Of its epoch. */
  isLast: boolean
}

/** The iteration is counted in the run's position and its curve. */
export async function afterIteration(
  run: TrainingRun, state: StagedState, stage: Stage, { started, examples, isLast }: Iteration
): Promise<void> {
  const { position, training: { configuration, recorder } } = run
  await run.updated()
  if (position.curve.since.iterations >= Math.ceil(run.pace.perEpoch / pointsPerEpoch)) {
    recorder.curvePoint({ ...run.instant, learningRate: position.learningRate, ...takePoint(position.curve) })
  }
  if (refitDue(configuration, position.iteration, isLast)) await refitClassifier(run, lookedAt(stage, state))
  const { evaluateEvery } = configuration
  // The end of an epoch is tested in any case.
  if (evaluateEvery !== null && !isLast && position.iteration % evaluateEvery === 0) {
    recorder.testPoint({ ...run.instant, ...(await run.test()) })
  }
  run.tell('training', examples)
  position.seconds += (performance.now() - started) / 1000
  if (isLast) await endEpoch(run, state, stage)
}

async function endEpoch(run: TrainingRun, state: StagedState, stage: Stage): Promise<void> {
  const { position, training: { executor, recorder } } = run
  const started = performance.now()
  run.tell('evaluating', 0, true)
  const test = await run.test()
  const { loss: trainLoss, error: trainError } = position.curve.epoch
  run.demandConvergence(trainLoss, worseThanGuessing, stage.learningRate)
  run.demandConvergence(test.loss, Infinity, stage.learningRate)
  const drift = await driftOf(run, state, stage)
  const record: EpochRecord = {
    epoch: position.epoch + 1,
    iterations: position.iteration,
    phase: stage.phase,
    learningRate: position.learningRate,
    trainLoss,
    trainError,
    testLoss: test.loss,
    testError: test.error,
    drift,
    seconds: position.seconds + (performance.now() - started) / 1000
  }
  Object.assign(position, { epoch: record.epoch, example: 0, seconds: 0, curve: emptyCurve() })
  const isEnough = stage.enough !== null && stage.enough !== undefined && trainError <= stage.enough
  if (isEnough) state.warmedUp ??= record.epoch
  if (state.trigger) state.trigger = afterEpoch(state.trigger, record)
  state.ready = false
  run.lastGood = { weights: await run.judged(() => executor.weights()), test }
  recorder.epochEnded({ record, moment: { ...run.moment, pruning: run.pruning }, state: await run.state(state) })
}

/**
 * Fraction of the probe examples' recorded mask bits that the current weights contradict: of the masks that are trained
 * with, or else of the last scheduled snapshot; null without any.
 */
async function driftOf(run: TrainingRun, state: StagedState, stage: Stage): Promise<number | null> {
  const { executor, layout } = run.training
  const reference = stage.masks.kind === 'stored' ? state.snapshot : state.scheduled
  if (reference === 0) return null
  const indices = consecutive(0, Math.min(driftExamples, run.examples.count))
  const stored = run.masksOf(reference, indices)
  const current = await executor.estimateMasks(run.examples.read(indices), lookedAt(stage, state))
  const { onToOff, offToOn } = countFlips(stored, 0, current, 0, current.length)
  return (onToOff + offToOn) / (indices.length * layout.units)
}
