/**
 * What a training tells the world, and the only thing it asks of it: the masks it stored. The process that owns the run
 * file implements this (main/trainer/owner.ts); the engine knows nothing of SQLite.
 */
import type {
  CurvePoint,
  EpochRecord,
  EvaluationRecord,
  Progress,
  RefitRecord,
  SnapshotKind,
  TestPoint
} from '../../../preload/schema/run'
import type { Coactivation, SensitivityPoint } from '../../../preload/schema/pruning'
import type { Weights } from '../networks/parameters'
import type { TrainingState } from './state'

/**
 * `start`, before the first step; `final`; `last-good`, the end of the newest epoch of a run that has not finished; the
 * end of a stage of a DSD run; or the number of the alternation or snapshot whose masks these weights gave.
 */
export type CheckpointName =
  'start' | 'final' | 'last-good' | 'dense' | 'sparse' | `alternation-${number}` | `snapshot-${number}`

export interface Moment { epoch: number; iteration: number }

/**
 * `pruning`: the index of the one whose weight masks hold in these weights; null or missing where every weight is free.
 */
export interface CheckpointMoment extends Moment { pruning?: number | null }

/** A choice of connections, after which these masks hold. */
export interface Pruning extends Moment {
  index: number
  alternation: number | null
  seconds: number
  /** `bits`: the mask of the node's kernel, packed; `kept` of its `weights` are 1. */
  layers: readonly {
    name: string
    weights: number
    kept: number
    exempt: boolean
    bits: Uint8Array
    coactivation: Coactivation | null
  }[]
}

export interface SnapshotStart extends Moment {
  /** Counted from 1 over the run, alternations included. */
  index: number
  kind: SnapshotKind
  /** Which alternation it is; null of another kind. */
  alternation: number | null
  /** Where the weights are kept whose masks it holds. */
  checkpoint: CheckpointName
  /** The first ones of the training set. */
  examples: number
}

export interface EpochEnd {
  record: EpochRecord
  moment: CheckpointMoment
  state: TrainingState
}

export interface Recorder {
  progress(progress: Progress): void
  curvePoint(point: CurvePoint): void
  testPoint(point: TestPoint): void
  /** The end of an epoch, with the state after it and its weights as the last good ones: all of it, or nothing. */
  epochEnded(end: EpochEnd): void
  /** The state in the middle of an epoch, or where a training stops. */
  saveState(state: TrainingState): void
  /** In the place of one of the same name. */
  checkpoint(name: CheckpointName, moment: CheckpointMoment, weights: Weights): void
  /** The snapshot counts for readers only after `snapshotEnded`; one that was cut off leaves nothing. */
  snapshotBegan(start: SnapshotStart): void
  /**
   * Masks of the training examples `first`, `first + 1`, …, packed one after the other: to be stored, and counted
   * against those of the snapshot before.
   */
  masks(snapshot: number, first: number, packed: Uint8Array): void
  snapshotEnded(snapshot: number, seconds: number): void
  /** Announces in which order `readMasks` is asked for batches, so that many can be read at once. */
  expectMasks(snapshot: number, order: Int32Array): void
  /**
   * The stored masks of these training examples, packed one after the other, in a new array or at the beginning of
   * `into`.
   */
  readMasks(snapshot: number, examples: Int32Array, into?: Uint8Array): Uint8Array
  evaluation(record: EvaluationRecord): void
  pruned(pruning: Pruning): void
  refitted(record: RefitRecord): void
  sensitivity(point: SensitivityPoint): void
}
