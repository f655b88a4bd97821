/** The engine's part of every experiment that trains networks; a missing one does not compile. */
import type { experiments, TrainingExperimentName } from '../../../preload/schema/theory'
import type { ParametersOf, TrainingExperiment } from './experiment'
import { runHardThreshold } from './hard-threshold'

type Runs = {
  readonly [Name in TrainingExperimentName]: TrainingExperiment<ParametersOf<(typeof experiments)[Name]>>
}

const runs: Runs = { 'hard-threshold': runHardThreshold }

/** Whoever calls it has checked the parameters by the experiment's own schema. */
export const trainingRunOf = (name: TrainingExperimentName): TrainingExperiment<Record<string, unknown>> =>
  runs[name] as TrainingExperiment<Record<string, unknown>>
