/** How an experiment is computed: what is asked, what is told, and where it ends. */
import { Failure } from '../../../preload/schema/failure'
import type { FailureKind } from '../../../preload/schema/names'
import type { PlainExperimentName } from '../../../preload/schema/theory'
import type { Asked } from '../../../preload/schema/theory/asked'
import type { Claim, ResultTable } from '../../../preload/schema/theory/result'

export interface ComputingOptions {
  tell?: (done: number, of: number) => void
  /** Null for no limit. */
  limitSeconds?: number | null
  signal?: AbortSignal
}

export interface TheoryOutcome { results: ResultTable[]; claims: Claim[]; seconds: number }

/** What the thread of an experiment is given. */
export type TheoryRequest = Asked & { experiment: PlainExperimentName }

/** What it tells. */
export type TheoryTold =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'outcome'; outcome: TheoryOutcome }
  | { kind: 'failed'; sentence: string; of: FailureKind }

export const overLimit = ({ experiment }: Pick<Asked, 'experiment'>, limitSeconds: number): Failure => new Failure(
  `The experiment ${experiment} was not done after ${limitSeconds} s; give --limit-seconds more, or choose smaller ` +
    'parameters, as --quick does.'
)
