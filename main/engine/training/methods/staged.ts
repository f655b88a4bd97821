/**
 * Stochastic gradient descent in stages: ordinary SGD, I-alternation, B-alternation, majority vote and DSD differ in
 * their stages, and in what happens at the boundary before an epoch. A piece of work is one step over a mini-batch, or
 * one such boundary. A boundary that is cut off by a stop is gone through again from its beginning: whatever it had
 * done by then is done again with the same outcome.
 */
import type { TrainingConfiguration } from '../../../../preload/schema/configuration'
import type { StagedState } from '../../../../preload/schema/methods/staged-state'
import type { Examples } from '../../datasets/dataset'
import { quantileExamples, thresholdsOf } from '../../evaluation/thresholds'
import type { TrainingSupport, UpdateRule } from '../../executors/executor'
import { addToCurve } from '../curve'
import { defineTrainingMethod, type Advanced, type TrainingMethodOf } from '../method'
import type { TrainingRun } from '../run'
import { estimation, lookedAt, masksOfAlternation } from './estimation'
import { afterIteration } from './iteration'
import { layerStep } from './layer-step'
import {
  alternationDue,
  justAlternated,
  paceAfter,
  possibleStages,
  stageAfter,
  stagesWithEpochs,
  storedMasksOf,
  supportsOf,
  type Stage,
  type Stages
} from './stages'

/** A batch may be far off for a while; a thousand times the loss of guessing does not come back. */
const wildlyWrong = 1000
/**
 * What a method with stages does besides training in them. Each may be called again after a stop, and is then
 * idempotent.
 */
export interface StageHooks<Configuration extends TrainingConfiguration> {
  /** A stage has ended: another begins, or the training is over. */
  ended?: (run: TrainingRun<Configuration>, state: StagedState) => Promise<void>
  began?: (run: TrainingRun<Configuration>, state: StagedState, stage: Stage) => Promise<void>
  beforeEpoch?: (run: TrainingRun<Configuration>, state: StagedState, stage: Stage) => Promise<void>
}

export interface StagedMethod<Configuration extends TrainingConfiguration> extends StageHooks<Configuration> {
  name: Configuration['method']
  stages: Stages<Configuration>
}

export function staged<Configuration extends TrainingConfiguration>(
  method: StagedMethod<Configuration>
): TrainingMethodOf<Configuration> {
  const { name, stages } = method
  return defineTrainingMethod<Configuration, StagedState>({
    name,
    supports: (configuration) => supportsOf(possibleStages(stages, configuration)),
    storedMasks: (configuration) => storedMasksOf(stages, configuration),
    iterations: (configuration, sizes) =>
      paceAfter(stagesWithEpochs(stages, configuration, null), 0, sizes).iterations,
    begin: ({ training: { layout } }) => beginning(layout.layers.length),
    advance: (run, state) => {
      const all = stagesWithEpochs(stages, run.training.configuration, state.warmedUp)
      const stage = stageAfter(all, run.position.epoch)
      const layers = run.training.layerMeans?.layers.length ?? 0
      run.pace = paceAfter(all, run.position.epoch, { batches: run.batches, layers })
      if (!state.ready) return boundary(run, state, stage, method)
      return stage.layerSteps ? layerStep(run, state, stage, stage.layerSteps) : step(run, state, stage)
    }
  })
}

const beginning = (layers: number): StagedState => ({
  warmedUp: null,
  phase: null,
  alternation: 0,
  snapshot: 0,
  scheduled: 0,
  snapshotEpoch: null,
  trigger: null,
  thresholds: Array<number>(layers).fill(0),
  pruning: { index: 0, epoch: null, holds: false, undecided: null },
  ready: false
})

/** Everything between two epochs; the last one ends the training. */
async function boundary<C extends TrainingConfiguration>(
  run: TrainingRun<C>,
  state: StagedState,
  stage: Stage,
  method: StagedMethod<C>
): Promise<Advanced> {
  const { position, training: { configuration } } = run
  run.phase = stage.phase
  run.pruning = state.pruning.holds ? state.pruning.index : null
  if (position.epoch >= configuration.epochs) return finish(run, state, stage, method)
  await enter(run, state, stage, method)
  const { every, start } = configuration.snapshots
  if (position.epoch === 0 && start) await look(run, state, stage, 'start')
  if (!run.stopRequested && alternationDue(stage, position.epoch, state.trigger)) await alternate(run, state, stage)
  if (every !== null && position.epoch > 0 && position.epoch % every === 0) await look(run, state, stage)
  if (!run.stopRequested) await method.beforeEpoch?.(run, state, stage)
  state.ready = !run.stopRequested
  return 'more'
}

async function enter<C extends TrainingConfiguration>(
  run: TrainingRun<C>,
  state: StagedState,
  stage: Stage,
  method: StagedMethod<C>
): Promise<void> {
  if (state.phase === stage.phase) return
  await leave(run, state, method)
  await method.began?.(run, state, stage)
  if (!run.stopRequested) state.phase = stage.phase
}

/** Once only: what begins after it may be stopped, and gone through again with what it has changed already. */
async function leave<C extends TrainingConfiguration>(
  run: TrainingRun<C>,
  state: StagedState,
  method: StagedMethod<C>
): Promise<void> {
  if (state.phase !== null) await method.ended?.(run, state)
  state.phase = null
}

async function finish<C extends TrainingConfiguration>(
  run: TrainingRun<C>,
  state: StagedState,
  stage: Stage,
  method: StagedMethod<C>
): Promise<Advanced> {
  const { every, end } = run.training.configuration.snapshots
  await leave(run, state, method)
  await run.checkpoint('final')
  if (!end && (every === null || run.position.epoch % every !== 0)) return 'finished'
  await look(run, state, stage, 'final')
  // Cut off by a stop, the last masks are still to come, and with them the end of the run.
  return state.snapshotEpoch === run.position.epoch ? 'finished' : 'more'
}

/**
 * Records the masks under the present weights, unless that has been done at this very epoch.
 * @param checkpoint which keeps these weights; null for one of the snapshot's own
 */
async function look(
  run: TrainingRun,
  state: StagedState,
  stage: Stage,
  checkpoint: 'start' | 'final' | null = null
): Promise<void> {
  const { position, training: { configuration } } = run
  if (run.stopRequested || state.snapshotEpoch === position.epoch) return
  if (checkpoint === 'start') await run.checkpoint('start')
  const { of } = configuration.snapshots
  const wanted = { kind: 'scheduled', alternation: null, of, checkpoint } as const
  const index = await run.snapshot({ ...wanted, support: lookedAt(stage, state) })
  if (index !== null) Object.assign(state, { scheduled: index, snapshotEpoch: position.epoch })
}

async function alternate(run: TrainingRun, state: StagedState, stage: Stage): Promise<void> {
  const { executor, layout } = run.training
  if (stage.masks.kind !== 'stored') return
  const { settings } = stage.masks
  const sample = (): Examples => run.first(quantileExamples)
  const thresholds = await run.judged(() => thresholdsOf(settings, layout.layers.length, executor, sample))
  state.thresholds = [...thresholds]
  const alternation = state.alternation + 1
  const checkpoint = `alternation-${alternation}` as const
  const wanted = { kind: 'alternation', alternation, of: 'all', checkpoint } as const
  const index = await run.snapshot({ ...wanted, support: estimation(settings, state) })
  if (index === null) return
  Object.assign(state, {
    alternation,
    snapshot: index,
    snapshotEpoch: run.position.epoch,
    trigger: justAlternated,
    pruning: { ...state.pruning, undecided: alternation }
  } satisfies Partial<StagedState>)
  await run.estimateFrom(await run.judged(() => executor.weights()))
  await executor.resetMomentum()
  await run.checkpoint(checkpoint)
}

async function step(run: TrainingRun, state: StagedState, stage: Stage): Promise<Advanced> {
  const { position, training: { configuration, executor, recorder } } = run
  const started = performance.now()
  run.phase = stage.phase
  run.pruning = state.pruning.holds ? state.pruning.index : null
  const { examples: order, isNew } = run.order()
  // Only what is still to come: a training may go on in the middle of an epoch.
  if (isNew && stage.masks.kind === 'stored') recorder.expectMasks(state.snapshot, order.subarray(position.example))
  const indices = order.subarray(position.example, position.example + configuration.batchSize)
  const batch = run.batch(indices)
  const update = updateOf(run, stage)
  const support = await supportFor(run, state, stage, indices, batch)
  const result = await executor.trainStep(batch, support, update, position.iteration)
  position.iteration++
  position.example += indices.length
  position.learningRate = update.learningRate
  run.demandConvergence(result.loss, wildlyWrong, stage.learningRate)
  addToCurve(position.curve, result, indices.length)
  const isLast = position.example >= order.length
  await afterIteration(run, state, stage, { started, examples: indices.length, isLast })
  return 'more'
}

function updateOf(run: TrainingRun, { learningRate, momentum }: Stage): UpdateRule {
  const { weightDecay, clipNorm } = run.training.configuration
  return { learningRate: learningRate * run.schedule, momentum, weightDecay, clipNorm: clipNorm ?? Infinity }
}

async function supportFor(
  run: TrainingRun,
  state: StagedState,
  { masks }: Stage,
  indices: Int32Array,
  batch: Examples
): Promise<TrainingSupport> {
  switch (masks.kind) {
    case 'none': return { mode: 'relu' }
    case 'hard': return { mode: 'surrogate', surrogate: masks.surrogate }
    case 'shared': return masks.support
    case 'stored': {
      const { form, gate, consistency, consistencyLoss, consistencySchedule } = masks.settings
      const fall = consistencySchedule === 'with-learning-rate' ? run.schedule : 1
      const used = estimation(masks.settings, state)
      const packed = await masksOfAlternation(run, state, used, indices, batch)
      const lambda = consistency > 0 ? consistency * fall : null
      return { mode: 'masks', form, gate, packed, consistency: lambda, consistencyLoss, thresholds: used.thresholds }
    }
  }
}
