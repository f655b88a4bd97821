/** How much there is to do in a training. */
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { Moment } from './recorder'

export const batchesPerEpoch = (configuration: TrainingConfiguration, examples: number): number =>
  Math.ceil(examples / configuration.batchSize)

/** Training examples that a run uses of a data set with `available`. */
export const trainingExamples = (configuration: TrainingConfiguration, available: number): number =>
  Math.min(available, configuration.limit ?? available)

/** Iterations of an epoch: steps over its batches, or in the layers of a round. */
export interface EpochSizes { batches: number; layers: number }

/** How many iterations there are in an epoch, from some moment on, and in the whole run as far as it is known. */
export interface Pace {
  since: Moment
  perEpoch: number
  iterations: number
  /** So many in succession take unlike times: 1, or the layers of a round. */
  cycle: number
}

/** Epochs done at an iteration, with its fraction. */
export const epochAt = ({ since, perEpoch }: Pace, iteration: number): number =>
  since.epoch + (iteration - since.iteration) / perEpoch

/** Iterations done after whole epochs. */
export const iterationAt = ({ since, perEpoch }: Pace, epoch: number): number =>
  since.iteration + (epoch - since.epoch) * perEpoch

export const steadyPace = (epochs: number, perEpoch: number): Pace =>
  ({ since: { epoch: 0, iteration: 0 }, perEpoch, iterations: epochs * perEpoch, cycle: 1 })
