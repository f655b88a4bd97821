/** The stages of a training by stochastic gradient descent: how weights move in each, and which masks replace ReLU. */
import type {
  MaskedPhaseSettings,
  StoredMaskSettings,
  LayerStepSettings,
  TrainingConfiguration,
  Trigger
} from '../../../../preload/schema/configuration'
import type { TriggerState } from '../../../../preload/schema/methods/staged-state'
import type { Phase } from '../../../../preload/schema/run'
import type { SharedSupport, SupportKind, Surrogate } from '../../executors/executor'
import type { StoredMasksPlan } from '../method'
import { steadyPace, type EpochSizes, type Pace } from '../plan'

export type StageMasks =
  | { kind: 'none' }
  /** Hard thresholds, which are no masks in the place of ReLU. */
  | { kind: 'hard'; surrogate: Surrogate }
  | { kind: 'stored'; settings: StoredMaskSettings }
  | { kind: 'shared'; support: SharedSupport }

export interface Stage {
  phase: Phase
  /** Epochs done when it begins, and how many it has at most. */
  from: number
  epochs: number
  learningRate: number
  momentum: number
  masks: StageMasks
  /** Weights move by Newton steps in one layer after the other, an epoch being a round, in the place of SGD. */
  layerSteps?: LayerStepSettings
  /** It ends sooner, after the first epoch whose training error is at or below this. */
  enough?: number | null
}

/** @param warmedUp epochs after which the warm-up has ended by its error; null while it lasts */
export type Stages<Configuration> = (configuration: Configuration, warmedUp: number | null) => Stage[]

export const noMasks: StageMasks = { kind: 'none' }

/** Ordinary SGD for so many epochs, or until its error is low enough. */
export function warmUpUntil(
  { epochs, learningRate, momentum }: TrainingConfiguration,
  { warmup, warmupError }: Pick<MaskedPhaseSettings, 'warmup' | 'warmupError'>,
  warmedUp: number | null
): Stage {
  const soonest = warmupError === null || warmedUp === null ? warmup : Math.min(warmup, warmedUp)
  const until = Math.min(soonest, epochs)
  return { phase: 'warm-up', from: 0, epochs: until, learningRate, momentum, masks: noMasks, enough: warmupError }
}

/** A warm-up by ordinary SGD, and then a phase with masks to the end of the run. */
export function warmUpThenMasks(
  configuration: TrainingConfiguration,
  settings: MaskedPhaseSettings,
  warmedUp: number | null,
  masks: StageMasks
): Stage[] {
  const { maskedLearningRate, maskedMomentum } = settings
  const warmUp = warmUpUntil(configuration, settings, warmedUp)
  return [
    warmUp,
    {
      phase: 'masked',
      from: warmUp.epochs,
      epochs: configuration.epochs - warmUp.epochs,
      learningRate: maskedLearningRate,
      momentum: maskedMomentum,
      masks
    }
  ]
}

/** One stage, in which every support is a hard threshold. */
export const hardThresholdStages = (
  { epochs, learningRate, momentum }: TrainingConfiguration, surrogate: Surrogate
): Stage[] => [{ phase: 'sgd', from: 0, epochs, learningRate, momentum, masks: { kind: 'hard', surrogate } }]

/** A warm-up that ends after its first epoch gives the longest masked phase there can be. */
const warmedUpAtOnce = 1

/** Every stage that has epochs, in order. */
export const stagesWithEpochs = <C>(stages: Stages<C>, configuration: C, warmedUp: number | null): Stage[] =>
  stages(configuration, warmedUp).filter(({ epochs }) => epochs > 0)

/** The stage to which the epoch after `epochsDone` belongs; after the last epoch the last one. */
export function stageAfter(stages: readonly Stage[], epochsDone: number): Stage {
  const stage = stages.findLast(({ from }) => from <= epochsDone) ?? stages[0]
  if (!stage) throw new Error('a training has at least one stage')
  return stage
}

/** The pace at which the stage runs to which the epoch after `epochsDone` belongs. */
export function paceAfter(stages: readonly Stage[], epochsDone: number, { batches, layers }: EpochSizes): Pace {
  const perEpoch = ({ layerSteps }: Stage): number => (layerSteps ? layers : batches)
  let pace = steadyPace(0, perEpoch(stageAfter(stages, 0)))
  let iterations = 0
  for (const stage of stages) {
    if (stage.from <= epochsDone && (stage.layerSteps !== undefined || perEpoch(stage) !== pace.perEpoch))
      pace = {
        ...pace,
        since: { epoch: stage.from, iteration: iterations },
        perEpoch: perEpoch(stage),
        cycle: stage.layerSteps ? layers : 1
      }
    iterations += stage.epochs * perEpoch(stage)
  }
  return { ...pace, iterations }
}

/** What a graph has to be compiled for: ReLU, and whatever a stage has beside it. */
export function supportsOf(stages: readonly Stage[]): SupportKind[] {
  // Steps in layers have means of their own.
  const special = stages
    .filter(({ phase, masks, layerSteps }) => layerSteps === undefined && (phase === 'sparse' || masks.kind !== 'none'))
  return [
    // A network has hard thresholds in all of its stages, or ReLU.
    ...(stages.some(({ masks }) => masks.kind === 'hard') ? [] : [{ mode: 'relu' } as const]),
    ...special.map((stage): SupportKind => ({ ...supportOf(stage.masks), pruned: stage.phase === 'sparse' }))
  ]
}

function supportOf(masks: StageMasks): SupportKind {
  switch (masks.kind) {
    case 'none': return { mode: 'relu' }
    case 'hard': return { mode: 'surrogate', surrogate: masks.surrogate }
    case 'stored': {
      const { form, gate, consistency, consistencyLoss: loss } = masks.settings
      return consistency > 0
        ? { mode: 'masks', form, gate, consistent: true, loss } : { mode: 'masks', form, gate, consistent: false }
    }
    case 'shared': {
      const { form, gate, rule } = masks.support
      return { mode: 'batch', form, gate, rule }
    }
  }
}

/** The masks that one of the stages stores to train with, and how often they are estimated at most. */
export function storedMasksOf<C>(stages: Stages<C>, configuration: C): StoredMasksPlan | null {
  for (const { masks, epochs } of stagesWithEpochs(stages, configuration, warmedUpAtOnce)) {
    if (masks.kind === 'stored') {
      return { settings: masks.settings, most: Math.ceil(epochs / shortestGap(masks.settings.trigger)) }
    }
  }
  return null
}

/** The stages of which there may be any, whenever the warm-up ends. */
export const possibleStages = <C>(stages: Stages<C>, configuration: C): Stage[] =>
  stagesWithEpochs(stages, configuration, warmedUpAtOnce)

function shortestGap(trigger: Trigger): number {
  switch (trigger.kind) {
    case 'gap': return trigger.epochs
    // A plateau shows in the second epoch at the earliest.
    case 'plateau': return 2
    case 'drift': return 1
  }
}

/**
 * Whether masks are estimated now: when the stage that stores them begins, and then when the trigger says so, but not
 * at its very end, where no training would use them.
 * @param since what has happened since the last alternation, or null before the first
 */
export function alternationDue(stage: Stage, epoch: number, since: TriggerState | null): boolean {
  if (stage.masks.kind !== 'stored' || epoch < stage.from || epoch >= stage.from + stage.epochs) return false
  return since === null || triggered(stage.masks.settings.trigger, since)
}

function triggered(trigger: Trigger, { epochs, loss, lossBefore, drift }: TriggerState): boolean {
  if (epochs === 0) return false
  switch (trigger.kind) {
    case 'gap': return epochs >= trigger.epochs
    case 'plateau': return loss !== null && lossBefore !== null && loss > lossBefore * (1 - trigger.tolerance)
    case 'drift': return drift !== null && drift > trigger.bound
  }
}

export const justAlternated: TriggerState = { epochs: 0, loss: null, lossBefore: null, drift: null }

export const afterEpoch = (since: TriggerState, epoch: { trainLoss: number; drift: number | null }): TriggerState => ({
  epochs: since.epochs + 1,
  loss: epoch.trainLoss,
  lossBefore: since.loss,
  drift: epoch.drift
})
