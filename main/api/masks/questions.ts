/** What the thread that looks at masks is asked, and what it answers. */
import type { FailureKind } from '../../../preload/schema/names'
import type { MaskViewer } from './viewer'

export type Question = keyof MaskViewer
export type Given<Q extends Question> = Parameters<MaskViewer[Q]>
export type Answer<Q extends Question> = Awaited<ReturnType<MaskViewer[Q]>>

export interface Asked { number: number; question: Question; given: unknown[] }

export type Told =
  | { number: number; outcome: 'value'; value: unknown }
  | { number: number; outcome: 'failed'; sentence: string; of: FailureKind }
