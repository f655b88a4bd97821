/**
 * The engine's part of a training method (its definition: preload/schema/methods). `begin` gives the state before the
 * first piece of work, plain data that the definition's schema describes; `advance` does the next piece and changes the
 * state: a step over a mini-batch, or whatever a method's own unit is. Between two pieces the loop (./train.ts) may
 * save the state, and build everything anew from it.
 */
import type { MethodName, StoredMaskSettings, TrainingConfiguration } from '../../../preload/schema/configuration'
import type { SupportKind } from '../executors/executor'
import type { EpochSizes } from './plan'
import type { TrainingRun } from './run'

export type Advanced = 'more' | 'finished'

/** Masks that are stored to be trained with, and how often they are estimated at most. */
export interface StoredMasksPlan {
  settings: StoredMaskSettings
  most: number
}

export interface TrainingMethod<Configuration extends TrainingConfiguration, State> {
  readonly name: MethodName
  /** What a graph has to be compiled for. */
  readonly supports: (configuration: Configuration) => SupportKind[]
  readonly storedMasks: (configuration: Configuration) => StoredMasksPlan | null
  /** Of a whole run, where no warm-up ends before its last epoch. */
  readonly iterations: (configuration: Configuration, sizes: EpochSizes) => number
  readonly begin: (run: TrainingRun<Configuration>) => State
  readonly advance: (run: TrainingRun<Configuration>, state: State) => Promise<Advanced>
}

/** A method whose state nobody but itself looks into: what it is begun with comes back to it as it was. */
export type TrainingMethodOf<Configuration extends TrainingConfiguration> = TrainingMethod<Configuration, unknown>

/** Hides the type of a method's state. Whatever is read from a file is held to its definition's schema before. */
export const defineTrainingMethod = <Configuration extends TrainingConfiguration, State>(
  method: TrainingMethod<Configuration, State>
): TrainingMethodOf<Configuration> => method as unknown as TrainingMethodOf<Configuration>

export type AnyTrainingMethod = TrainingMethodOf<TrainingConfiguration>
