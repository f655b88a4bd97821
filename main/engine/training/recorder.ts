/**
 * What a training tells the world, and the only thing it asks of it: the masks it stored. The run file implements
 * this (db/recorder.ts); the engine knows nothing of SQLite.
 */
import type { CurvePoint, EpochRecord, EvaluationRecord, Progress } from '../../../preload/schema/run'
import type { Weights } from '../networks/parameters'
import type { LayerCounts } from '../support/statistics'

/** `final`, or the number of the alternation whose masks these weights gave. */
export type CheckpointName = 'final' | `alternation-${number}`

export interface Moment { epoch: number; iteration: number }

export interface AlternationStart extends Moment { index: number; examples: number }

export interface Recorder {
  progress(progress: Progress): void
  curvePoint(point: CurvePoint): void
  epochEnded(record: EpochRecord): void
  checkpoint(name: CheckpointName, moment: Moment, weights: Weights): void
  /** The alternation counts for readers only after `alternationEnded`; one that was cut off leaves nothing. */
  alternationBegan(start: AlternationStart): void
  /** Masks of the training examples `first`, `first + 1`, …, packed one after the other. */
  masks(alternation: number, first: number, packed: Uint8Array): void
  alternationEnded(alternation: number, seconds: number, layers: readonly LayerCounts[]): void
  /** The stored masks of these training examples, packed one after the other. */
  readMasks(alternation: number, examples: Int32Array): Uint8Array
  evaluation(record: EvaluationRecord): void
  log(message: string): void
}
