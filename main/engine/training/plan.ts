/** How much there is to do in a training. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'

export const batchesPerEpoch = (configuration: TrainingConfiguration, examples: number): number =>
  Math.ceil(examples / configuration.batchSize)

/** Training examples that a run uses of a data set with `available`. */
export const trainingExamples = (configuration: TrainingConfiguration, available: number): number =>
  Math.min(available, configuration.limit ?? available)
