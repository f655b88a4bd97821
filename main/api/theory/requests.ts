/** What the thread of an experiment is given, and what it tells. */
import type { FailureKind } from '../../../preload/schema/names'
import type { Asked } from '../../../preload/schema/theory/asked'
import type { Claim, ResultTable } from '../../../preload/schema/theory/result'

export type TheoryRequest = Asked

export type TheoryTold =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'outcome'; results: ResultTable[]; claims: Claim[]; seconds: number }
  | { kind: 'failed'; sentence: string; of: FailureKind }
