/** After which epochs of a run masks are estimated, and how much there is to do. */
import type { TrainingConfiguration, Trigger } from '../../../preload/schema/configuration'
import type { EpochRecord } from '../../../preload/schema/run'
import { soonest, storedStage, type Warmed } from './stages'

/**
 * Whether masks are estimated now: when the stage that stores them begins, and then when the trigger says so, but not
 * at its very end, where no training would use them.
 * @param epochs all that were done
 * @param since the epochs since the last alternation, or null before the first
 */
export function alternationDue(
  configuration: TrainingConfiguration,
  epochs: readonly Warmed[],
  since: readonly EpochRecord[] | null
): boolean {
  const stored = storedStage(configuration, epochs)
  if (!stored || epochs.length < stored.stage.from || epochs.length >= stored.stage.from + stored.stage.epochs)
    return false
  return since === null || triggered(stored.settings.trigger, since)
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
  const stored = storedStage(configuration, soonest)
  if (!stored) return 0
  const { trigger } = stored.settings
  // A plateau shows in the second epoch at the earliest.
  const shortest = { gap: trigger.kind === 'gap' ? trigger.epochs : 1, plateau: 2, drift: 1 }[trigger.kind]
  return Math.ceil(stored.stage.epochs / shortest)
}

export const batchesPerEpoch = (configuration: TrainingConfiguration, examples: number): number =>
  Math.ceil(examples / configuration.batchSize)

/** Training examples that a run uses of a data set with `available`. */
export const trainingExamples = (configuration: TrainingConfiguration, available: number): number =>
  Math.min(available, configuration.limit ?? available)
