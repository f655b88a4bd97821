/** What the thread that compares masks is asked, and what it tells. */
import type { FailureKind } from '../../../../preload/schema/names'
import type { Comparison } from '../../../../preload/schema/patterns'
import type { MaskComparer } from './comparer'

export type Request<C extends Comparison> = Parameters<MaskComparer[C]>[1]
export type Answer<C extends Comparison> = Awaited<ReturnType<MaskComparer[C]>>

export interface Asked { comparison: Comparison; id: string; request: unknown }

export type Told =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'value'; value: unknown }
  | { kind: 'failed'; sentence: string; of: FailureKind }
