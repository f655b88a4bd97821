/**
 * The stages of a training, one after the other: how weights move in each, and which masks stand in the place of ReLU.
 */
import type {
  MaskedPhaseSettings,
  StoredMaskSettings,
  TrainingConfiguration
} from '../../../preload/schema/configuration'
import type { EpochRecord, Phase } from '../../../preload/schema/run'
import type { SharedSupport } from '../executors/executor'

export type StageMasks =
  { kind: 'none' } | { kind: 'stored'; settings: StoredMaskSettings } | { kind: 'shared'; support: SharedSupport }

export interface Stage {
  phase: Phase
  /** Epochs done when it begins, and how many it has. */
  from: number
  epochs: number
  learningRate: number
  momentum: number
  masks: StageMasks
}

const none: StageMasks = { kind: 'none' }

/** What an epoch says of whether the warm-up may end. */
export type Warmed = Pick<EpochRecord, 'trainError'>

/** For what has to be known before a run: epochs after which no warm-up with a bound on its error goes on. */
export const soonest: readonly Warmed[] = [{ trainError: 0 }]

/** Every stage that has epochs, in order. @param done epochs that were done: a warm-up may end sooner than planned */
export function stagesOf(configuration: TrainingConfiguration, done: readonly Warmed[]): Stage[] {
  return allStages(configuration, done).filter(({ epochs }) => epochs > 0)
}

/** The settings of the phase with masks, whichever the method; null where there is none. */
export function maskedPhaseOf(configuration: TrainingConfiguration): MaskedPhaseSettings | null {
  switch (configuration.method) {
    case 'i-alternation': return configuration.alternation
    case 'b-alternation': return configuration.batchAlternation
    case 'majority': return configuration.majority
    case 'sgd': case 'dsd': return null
  }
}

function allStages(configuration: TrainingConfiguration, done: readonly Warmed[]): Stage[] {
  const { epochs, learningRate, momentum } = configuration
  const whole = { from: 0, epochs, learningRate, momentum, masks: none }
  switch (configuration.method) {
    case 'sgd':
      return [{ ...whole, phase: 'sgd' }]
    case 'i-alternation':
      return masked(whole, configuration.alternation, done, { kind: 'stored', settings: configuration.alternation })
    case 'b-alternation': {
      const { form, gate, beta } = configuration.batchAlternation
      return masked(whole, configuration.batchAlternation, done, {
        kind: 'shared',
        support: { mode: 'batch', rule: 'energy', form, gate, beta }
      })
    }
    case 'majority': {
      const { form, gate } = configuration.majority
      return masked(whole, configuration.majority, done, {
        kind: 'shared',
        support: { mode: 'batch', rule: 'majority', form, gate, beta: 0 }
      })
    }
    case 'dsd':
      return denseSparseDense(configuration)
  }
}

/** Epochs of the warm-up: as planned, or up to the first whose training error is low enough. */
function warmupOf({ warmup, warmupError }: MaskedPhaseSettings, done: readonly Warmed[]): number {
  const enough = warmupError === null ? -1 : done.findIndex(({ trainError }) => trainError <= warmupError)
  return enough < 0 ? warmup : Math.min(warmup, enough + 1)
}

function masked(
  whole: Omit<Stage, 'phase'>,
  settings: MaskedPhaseSettings,
  done: readonly Warmed[],
  masks: StageMasks
): Stage[] {
  const warmup = Math.min(warmupOf(settings, done), whole.epochs)
  return [
    { ...whole, phase: 'warm-up', epochs: warmup },
    {
      ...whole,
      phase: 'masked',
      from: warmup,
      epochs: whole.epochs - warmup,
      learningRate: settings.maskedLearningRate,
      momentum: settings.maskedMomentum,
      masks
    }
  ]
}

function denseSparseDense({
  epochs,
  learningRate,
  momentum,
  pruning
}: Extract<TrainingConfiguration, { method: 'dsd' }>): Stage[] {
  const { sparse, final } = pruning
  const dense = epochs - sparse.epochs - final.epochs
  const stage = (
    phase: Phase,
    from: number,
    own: { epochs: number; learningRate: number },
    masks: StageMasks = none
  ): Stage => ({ phase, from, ...own, momentum, masks })
  return [
    stage('dense', 0, { epochs: dense, learningRate }),
    stage('sparse', dense, sparse, masksOf(pruning.choice)),
    stage('dense-again', dense + sparse.epochs, final)
  ]
}

function masksOf(choice: Extract<TrainingConfiguration, { method: 'dsd' }>['pruning']['choice']): StageMasks {
  switch (choice.kind) {
    case 'magnitude':
    case 'loaded':
      return none
    case 'i-alternation':
      return { kind: 'stored', settings: choice.masks }
    case 'b-alternation':
      return {
        kind: 'shared',
        support: { mode: 'batch', rule: 'energy', form: choice.form, gate: choice.gate, beta: choice.beta }
      }
  }
}

/** The stage to which the epoch after `epochsDone` belongs; after the last epoch the last one. */
export function stageAfter(stages: readonly Stage[], epochsDone: number): Stage {
  return stages.findLast(({ from }) => from <= epochsDone) ?? stages[0]
}

/** The one stage that stores masks, with its settings; null where none does. */
export function storedStage(
  configuration: TrainingConfiguration,
  done: readonly Warmed[]
): { stage: Stage; settings: StoredMaskSettings } | null {
  for (const stage of stagesOf(configuration, done))
    if (stage.masks.kind === 'stored') return { stage, settings: stage.masks.settings }
  return null
}
