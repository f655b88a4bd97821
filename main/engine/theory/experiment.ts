/** What the engine's part of an experiment is: parameters and seeds in, tables and claims out, nothing else read. */
import type { z } from 'zod'
import type { TrainingConfiguration } from '../../../preload/schema/configuration'
import type { EpochRecord } from '../../../preload/schema/run'
import { sampleOf } from '../../../preload/schema/statistics'
import type { Claim, ResultTable, Verdict } from '../../../preload/schema/theory/result'

/** Told how far it is; what it throws ends the experiment. */
export type Tell = (done: number, of: number) => void

export interface Outcome { results: ResultTable[]; claims: Claim[] }

export type Experiment<Parameters> = (
  parameters: Parameters, seeds: readonly number[], tell: Tell
) => Promise<Outcome> | Outcome

/** Trains a network as a run would be, but keeps nothing of it. @param ended told of every epoch */
export type TrainNetwork = (
  configuration: TrainingConfiguration, ended: (epoch: EpochRecord) => void
) => Promise<void>

/** Of an experiment that trains networks. */
export type TrainingExperiment<Parameters> = (
  parameters: Parameters, seeds: readonly number[], tell: Tell, train: TrainNetwork
) => Promise<Outcome>

/** Of a definition in preload/schema/theory. */
export type ParametersOf<Definition extends { schema: z.ZodType }> = z.infer<Definition['schema']>

export const verdict = (holds: boolean): Verdict => (holds ? 'holds' : 'does not hold')

/** JSON has no infinity: such a figure is null. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Mean and deviation of figures of several seeds, for a claim. */
export function over(values: readonly number[]): { measured: number | null; spread: number | null } {
  const { mean, deviation } = sampleOf(values)
  return { measured: mean === null ? null : finite(mean), spread: deviation === null ? null : finite(deviation) }
}
