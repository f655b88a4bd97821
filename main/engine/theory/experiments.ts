/** The engine's part of every experiment that trains no network; a missing one does not compile. */
import type { experiments, PlainExperimentName } from '../../../preload/schema/theory'
import type { Experiment, ParametersOf } from './experiment'
import { runAlternation } from './alternation'
import { runConvex } from './convex'
import { runRecover } from './recover'
import { runSeparation } from './separation'
import { runSpurious } from './spurious'
import { runTheorem1 } from './theorem1'

type Runs = { readonly [Name in PlainExperimentName]: Experiment<ParametersOf<(typeof experiments)[Name]>> }

const runs: Runs = {
  separation: runSeparation, recover: runRecover, theorem1: runTheorem1, alternation: runAlternation,
  spurious: runSpurious, convex: runConvex
}

/** Whoever calls it has checked the parameters by the experiment's own schema. */
export const runOf = (name: PlainExperimentName): Experiment<Record<string, unknown>> =>
  runs[name] as Experiment<Record<string, unknown>>
