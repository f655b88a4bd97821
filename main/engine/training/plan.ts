/** Which phase every epoch of a run belongs to, and after which epochs masks are estimated. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Phase } from '../../../preload/schema/run'

/** Phase of the epoch that starts after `epochsDone` epochs. */
export function phaseAfter(configuration: TrainingConfiguration, epochsDone: number): Phase {
  if (configuration.method === 'sgd') return 'sgd'
  return epochsDone < configuration.alternation.warmup ? 'warm-up' : 'masked'
}

/**
 * Whether masks are estimated once `epochsDone` epochs are done: at the end of the warm-up and then every `gap`
 * epochs, but not at the very end, where no training would use them.
 */
export function alternatesAfter(configuration: TrainingConfiguration, epochsDone: number): boolean {
  if (configuration.method === 'sgd' || epochsDone >= configuration.epochs) return false
  const sinceWarmup = epochsDone - configuration.alternation.warmup
  return sinceWarmup >= 0 && sinceWarmup % configuration.alternation.gap === 0
}

/** How many alternations the whole run has. */
export function alternationCount(configuration: TrainingConfiguration): number {
  if (configuration.method === 'sgd') return 0
  const masked = configuration.epochs - configuration.alternation.warmup
  return Math.max(0, Math.ceil(masked / configuration.alternation.gap))
}

export const batchesPerEpoch = (configuration: TrainingConfiguration, examples: number): number =>
  Math.ceil(examples / configuration.batchSize)

/** Training examples that a run uses of a data set with `available`. */
export const trainingExamples = (configuration: TrainingConfiguration, available: number): number =>
  Math.min(available, configuration.limit ?? available)
