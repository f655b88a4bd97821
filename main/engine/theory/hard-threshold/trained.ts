/** What the trainings of a rule came to. */
import type { EpochRecord } from '../../../../preload/schema/run'
import type { Rule } from './rules'

/** The trainings of one rule, in the order of the seeds. */
export interface Trained { rule: Rule; name: string; trainings: { seed: number; epochs: EpochRecord[] }[] }

export const percent = (share: number): number => 100 * share

/** The last epoch of each. */
export const endsOf = ({ trainings }: Trained): EpochRecord[] =>
  trainings.map(({ epochs }) => epochs[epochs.length - 1])

/** Test errors at the end, in percent. */
export const errorsOf = (one: Trained): number[] => endsOf(one).map(({ testError }) => percent(testError))
