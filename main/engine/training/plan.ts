/** Which phase every epoch of a run belongs to, and after which epochs masks are estimated. */
import type { MaskedPhaseSettings, TrainingConfiguration, Trigger } from '../../../preload/schema/configuration'
import type { EpochRecord, Phase } from '../../../preload/schema/run'

/** The settings of the phase with masks, whichever the method; null for SGD. */
export function maskedPhaseOf(configuration: TrainingConfiguration): MaskedPhaseSettings | null {
  switch (configuration.method) {
    case 'sgd': return null
    case 'i-alternation': return configuration.alternation
    case 'b-alternation': return configuration.batchAlternation
    case 'majority': return configuration.majority
  }
}

/** Phase of the epoch that starts after `epochsDone` epochs. */
export function phaseAfter(configuration: TrainingConfiguration, epochsDone: number): Phase {
  const masked = maskedPhaseOf(configuration)
  if (!masked) return 'sgd'
  return epochsDone < masked.warmup ? 'warm-up' : 'masked'
}

/**
 * Whether masks are estimated now: at the end of the warm-up, and then when the trigger says so, but not at the very
 * end, where no training would use them.
 * @param since the epochs since the last alternation, or null before the first
 */
export function alternationDue(configuration: TrainingConfiguration, epochsDone: number, since: readonly EpochRecord[] | null): boolean {
  if (configuration.method !== 'i-alternation' || epochsDone >= configuration.epochs) return false
  const { warmup, trigger } = configuration.alternation
  return since === null ? epochsDone >= warmup : triggered(trigger, since)
}

function triggered(trigger: Trigger, since: readonly EpochRecord[]): boolean {
  const [last, before] = since.toReversed()
  if (!last) return false
  switch (trigger.kind) {
    case 'gap': return since.length >= trigger.epochs
    case 'plateau': return before !== undefined && last.trainLoss > before.trainLoss * (1 - trigger.tolerance)
    case 'drift': return last.drift !== null && last.drift > trigger.bound
  }
}

/** How many alternations the whole run has, at most. */
export function alternationCount(configuration: TrainingConfiguration): number {
  if (configuration.method !== 'i-alternation') return 0
  const { warmup, trigger } = configuration.alternation
  // A plateau shows in the second epoch at the earliest.
  const shortest = { gap: trigger.kind === 'gap' ? trigger.epochs : 1, plateau: 2, drift: 1 }[trigger.kind]
  return Math.max(0, Math.ceil((configuration.epochs - warmup) / shortest))
}

export const batchesPerEpoch = (configuration: TrainingConfiguration, examples: number): number =>
  Math.ceil(examples / configuration.batchSize)

/** Training examples that a run uses of a data set with `available`. */
export const trainingExamples = (configuration: TrainingConfiguration, available: number): number =>
  Math.min(available, configuration.limit ?? available)
