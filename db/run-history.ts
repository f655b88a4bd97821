/** Everything that a run has measured over its training, in pieces, and what is new of it each time it is asked. */
import type { PruningRecord } from '../preload/schema/pruning'
import type {
  CurvePoint, EpochRecord, EvaluationRecord, SnapshotRecord, TestPoint
} from '../preload/schema/run'
import { readEvaluations } from './checkpoints'
import { readCurvePoints } from './curve'
import type { ReadableDatabase } from './database'
import { readEpochs, readTestCurve } from './metrics'
import { readPrunings } from './prunings'
import { readSnapshots } from './snapshots'

interface HistoryRecords {
  curve: CurvePoint[]
  testCurve: TestPoint[]
  epochs: EpochRecord[]
  /** By the moment of their weights. */
  snapshots: SnapshotRecord[]
  evaluations: EvaluationRecord[]
  prunings: PruningRecord[]
}

/** Points of the curve that are read at a time. */
const pointsTogether = 4096

export class HistoryReader {
  readonly #database: ReadableDatabase
  /** What was told last. An evaluation that is made anew is told again. */
  readonly #told = { iteration: 0, testIteration: 0, epoch: 0, snapshot: 0, evaluations: 0, pruning: 0 }

  constructor(database: ReadableDatabase) {
    this.#database = database
  }

  /** What has not been told yet: points of the curve, a piece after the other, and everything else in the last one. */
  *pieces(): Generator<HistoryRecords> {
    for (;;) {
      const curve = readCurvePoints(this.#database, this.#told.iteration, pointsTogether)
      this.#told.iteration = curve.at(-1)?.iteration ?? this.#told.iteration
      if (curve.length < pointsTogether) return yield this.#rest(curve)
      yield { curve, testCurve: [], epochs: [], snapshots: [], evaluations: [], prunings: [] }
    }
  }

  #rest(curve: CurvePoint[]): HistoryRecords {
    const told = this.#told
    const testCurve = readTestCurve(this.#database, told.testIteration)
    const epochs = readEpochs(this.#database, told.epoch)
    const snapshots = readSnapshots(this.#database, told.snapshot)
    const { evaluations, last } = readEvaluations(this.#database, told.evaluations)
    const prunings = readPrunings(this.#database, told.pruning)
    told.testIteration = testCurve.at(-1)?.iteration ?? told.testIteration
    told.epoch = epochs.at(-1)?.epoch ?? told.epoch
    told.snapshot = Math.max(told.snapshot, ...snapshots.map(({ index }) => index))
    told.evaluations = last
    told.pruning = prunings.at(-1)?.index ?? told.pruning
    return { curve, testCurve, epochs, snapshots, evaluations, prunings }
  }
}
