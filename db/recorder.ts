/**
 * The writer of a run file: does what the engine's `Recorder` asks for, in the one process that owns the run. A
 * training has its masks written by a thread meanwhile (main/trainer/mask-thread).
 */
import type { EpochEnd } from '../main/engine/training/recorder'
import type { TrainingState } from '../main/engine/training/state'
import type { AnnotationChange } from '../preload/schema/annotations'
import { Failure, failureKindOf, reasonOf, sentenceOf } from '../preload/schema/failure'
import type { FailureKind } from '../preload/schema/names'
import type { PruningRecord, SensitivityPoint } from '../preload/schema/pruning'
import type {
  CurvePoint,
  EvaluationRecord,
  Progress,
  RunStatus,
  SnapshotRecord,
  TestPoint
} from '../preload/schema/run'
import {
  checkpointNames, insertCheckpoint, insertEvaluation, onDisk, removeLastGood, writeCheckpoint
} from './checkpoints'
import { CurveTable } from './curve'
import { immediately, type WritableDatabase } from './database'
import type { LockState } from './lock/file-lock'
import { MaskTable } from './masks'
import { MasksAhead } from './masks-ahead'
import { insertEpoch, insertTestPoint } from './metrics'
import { createRunFile, openRunForWriting, writingFailure } from './open'
import { maskBytesOf } from './page-size'
import { ReservedRoom } from './reserved-room'
import { insertPruning, insertSensitivity, readPrunings, type NewPruning } from './prunings'
import { pageSizeFor, snapshotsToThin, snapshotsToThinAtEnd, type Retention } from './retention'
import { insertMessages } from './run-parts'
import {
  annotateRun, beat, endRun, insertRun, readRunRow, readSupportLayers, setComputing, setProgress, takeOver, writeEnd,
  type Computing, type NewRun, type RunRow
} from './runs'
import { demandResumable } from './resumable'
import { freeFromLaterSnapshots, rewind, snapshotsAfter } from './rewinding'
import { freeRoom, moveLog, settle, suitPages } from './settling'
import {
  insertSnapshot, readSnapshots, snapshotBefore, type Comparison, type LayerCounts, type NewSnapshot
} from './snapshots'
import {
  insertTrainingState, judgedWeights, readWholeState, removeTrainingStates, snapshotsOfStates, type StoredState
} from './training-states'
import { elementOf } from '../preload/schema/element'

/** As when the file was made. */
type RetentionOf = (run: RunRow, bytesPerExample: number) => Retention

/** A run that is gone on with. */
export interface Resumed {
  recorder: RunRecorder
  /** As it was before. */
  run: RunRow
  /** What is gone on from; null for its beginning. */
  stored: StoredState | null
  /** Newer states that were not whole. */
  damaged: number
  /** Snapshots that were taken after the state. */
  droppedSnapshots: number
}

export class RunRecorder {
  readonly #database: WritableDatabase
  readonly #curve: CurveTable
  readonly #masks: MaskTable
  readonly #ahead: MasksAhead
  /** Of packed masks. */
  readonly bytesPerExample: number
  readonly #retention: Retention
  /** Null of a run that had ended before: why it did is in its file. */
  readonly #room: ReservedRoom | null
  #began: { start: NewSnapshot; compared: Comparison | null } | null = null

  private constructor(
    database: WritableDatabase, bytesPerExample: number, retention: Retention, room: ReservedRoom | null
  ) {
    this.#database = database
    this.#room = room
    this.#curve = new CurveTable(database)
    this.#masks = new MaskTable(database, bytesPerExample)
    this.#ahead = new MasksAhead(this.#masks, bytesPerExample)
    this.bytesPerExample = bytesPerExample
    this.#retention = retention
  }

  /** Creates the run's file. @throws Failure when the store cannot be written */
  static create(path: string, run: NewRun, retention: Retention): RunRecorder {
    const bytesPerExample = maskBytesOf(run.layers)
    const room = reserveRoom(path)
    try {
      const database = createRunFile(path, pageSizeFor(retention, bytesPerExample), (empty) => {
        insertRun(empty, run, new Date())
      })
      return new RunRecorder(database, bytesPerExample, retention, room)
    } catch (error) {
      room.release()
      throw error
    }
  }

  /** For adding snapshots to the file of a run that has ended. @throws Failure like openRunForReading */
  static reopen(path: string): RunRecorder {
    suitPages(path)
    const database = openRunForWriting(path)
    const recorder = new RunRecorder(database, maskBytesOf(readSupportLayers(database)), { keep: 'all' }, null)
    recorder.#masks.removeUnfinished()
    return recorder
  }

  /**
   * For going on with a run that was stopped or cut off: this process becomes its owner, and the file is brought back
   * to the newest state in it that is whole. Of two processes that try it at once one fails.
   * @param retentionOf as when the file was made
   * @param found what its lock was before this process had it; without one, what it is
   * @throws Failure when the run cannot be gone on with; its file is as it was, or says why
   */
  static resume(path: string, retentionOf: RetentionOf, found?: LockState): Resumed {
    const room = reserveRoom(path)
    try {
      const database = openRunForWriting(path)
      try {
        const run = immediately(database, () => {
          const before = readRunRow(database)
          demandResumable({ ...before, lock: found ?? before.lock })
          takeOver(database, new Date())
          return before
        })
        return RunRecorder.#goOn(database, run, room, retentionOf)
      } catch (error) {
        database.close()
        throw error
      }
    } catch (error) {
      room.release()
      throw error
    }
  }

  static #goOn(database: WritableDatabase, run: RunRow, room: ReservedRoom, retentionOf: RetentionOf): Resumed {
    try {
      const { stored, damaged } = readWholeState(database)
      const bytesPerExample = maskBytesOf(readSupportLayers(database))
      const masks = new MaskTable(database, bytesPerExample)
      freeFromLaterSnapshots(database, masks, stored)
      const droppedSnapshots = snapshotsAfter(database, stored)
      onDisk(database, () => { rewind(database, masks, stored, new Date()) })
      const recorder = new RunRecorder(database, bytesPerExample, retentionOf(run, bytesPerExample), room)
      return { recorder, run, stored, damaged, droppedSnapshots }
    } catch (error) {
      const failure = writingFailure(error)
      room.release()
      endRun(database, 'failed', { kind: failureKindOf(failure), sentence: sentenceOf(failure) }, new Date())
      throw failure
    }
  }

  /** Of a run that was created before its backend was loaded. */
  computesOn(computing: Computing): void {
    setComputing(this.#database, computing)
  }

  /** What a person says about the run. */
  annotate(changes: readonly AnnotationChange[]): void {
    annotateRun(this.#database, changes)
  }

  /** Lines that the libraries of the process wrote. */
  log(lines: readonly string[]): void {
    insertMessages(this.#database, lines, new Date())
  }

  progress(progress: Progress): void {
    setProgress(this.#database, progress)
  }

  curvePoint(point: CurvePoint): void {
    this.#curve.add(point)
  }

  testPoint(point: TestPoint): void {
    insertTestPoint(this.#database, point)
  }

  /** The epoch, its weights as the last good ones, and the state after it: in one transaction that reaches the disk. */
  epochEnded({ record, moment, state }: EpochEnd): void {
    const now = new Date()
    onDisk(this.#database, () => {
      insertEpoch(this.#database, record)
      writeCheckpoint(this.#database, { name: 'last-good', ...moment }, judgedWeights(state), now)
      insertTrainingState(this.#database, state, now)
    })
    moveLog(this.#database)
  }

  saveState(state: TrainingState): void {
    onDisk(this.#database, () => { insertTrainingState(this.#database, state, new Date()) })
    moveLog(this.#database)
  }

  checkpoint(
    name: string,
    moment: { epoch: number; iteration: number; pruning?: number | null },
    weights: ReadonlyMap<string, Float32Array>
  ): void {
    insertCheckpoint(this.#database, { name, ...moment }, weights, new Date())
  }

  /** @returns the snapshot to count its masks against */
  snapshotBegan(start: NewSnapshot): Comparison | null {
    const compared = snapshotBefore(this.#database, start)
    this.#began = { start, compared }
    // Before the new masks are written, so that their pages are used again: the file never holds a set more.
    if (this.#retention.keep === 'ends') {
      const { probeExamples } = this.#retention
      const states = snapshotsOfStates(this.#database)
      for (const outdated of snapshotsToThin(this.#database, start, compared, probeExamples, states))
        this.#masks.keepOnlyProbe(outdated, probeExamples)
    }
    return compared
  }

  masks(snapshot: number, first: number, packed: Uint8Array): void {
    this.#masks.write(snapshot, first, packed)
  }

  snapshotEnded(snapshot: number, seconds: number, layers: readonly LayerCounts[]): SnapshotRecord {
    if (this.#began?.start.index !== snapshot) throw new Error(`snapshot ${snapshot} ended but has not begun`)
    const { start, compared } = this.#began
    this.#database.transaction(() => insertSnapshot(this.#database, start, compared, seconds, layers))()
    this.#began = null
    return elementOf(readSnapshots(this.#database, snapshot - 1), 0)
  }

  /** Whether masks of older snapshots are kept, as what changes in them. */
  get keepsEverySnapshot(): boolean {
    return this.#retention.keep === 'all'
  }

  expectMasks(snapshot: number, order: Int32Array): void {
    this.#ahead.expect(snapshot, order)
  }

  readMasks(snapshot: number, examples: Int32Array, into?: Uint8Array): Uint8Array {
    const ahead = this.#ahead.take(snapshot, examples)
    if (!ahead) return this.#masks.read(snapshot, examples, into)
    if (!into) return ahead.slice()
    into.set(ahead)
    return into.subarray(0, ahead.length)
  }

  evaluation(record: EvaluationRecord): void {
    insertEvaluation(this.#database, record)
  }

  pruned(pruning: NewPruning): PruningRecord {
    insertPruning(this.#database, pruning)
    return elementOf(readPrunings(this.#database, pruning.index - 1), 0)
  }

  sensitivity(point: SensitivityPoint): void {
    insertSensitivity(this.#database, point)
  }

  /** Tells viewers that the owning process lives; due every second. */
  beat(): void {
    beat(this.#database, new Date())
  }

  /**
   * Writes how the run ended and leaves one self-contained file behind.
   * @param hurried leaves room in it that would take a while to give back
   */
  end(
    status: Exclude<RunStatus, 'running' | 'interrupted'>,
    failure: { kind: FailureKind; sentence: string } | null,
    hurried = false
  ): void {
    this.#room?.release()
    if (status === 'failed') this.#endFailed(failure)
    else {
      this.#masks.removeUnfinished()
      if (status === 'finished') this.#endFinished()
      else {
        this.#keepFinal()
        endRun(this.#database, status, failure, new Date())
      }
    }
    if (!hurried) freeRoom(this.#database)
    this.#leave()
  }

  /** In one: without its states a training that is not known to have finished would begin anew. */
  #endFinished(): void {
    onDisk(this.#database, () => {
      this.#forgetStates()
      writeEnd(this.#database, 'finished', null, new Date())
    })
  }

  /** Why it failed comes first: on a full disk there may be room for nothing else. */
  #endFailed(failure: { kind: FailureKind; sentence: string } | null): void {
    endRun(this.#database, 'failed', failure, new Date())
    try {
      this.#masks.removeUnfinished()
    } catch {
      // They count as none, and go when the run is gone on with.
    }
  }

  /** Of a training that was cut off in a piece of work: the weights of its last state. */
  #keepFinal(): void {
    if (checkpointNames(this.#database).includes('final')) return
    const { stored } = readWholeState(this.#database)
    if (stored === null) return
    const { network, position: { epoch, iteration } } = stored.state
    const pruning = network.weightMasks === null ? null : stored.marks.pruning
    const weights = judgedWeights(stored.state)
    insertCheckpoint(this.#database, { name: 'final', epoch, iteration, pruning }, weights, new Date())
  }

  /** What only a training that goes on would need goes. */
  #forgetStates(): void {
    removeTrainingStates(this.#database)
    removeLastGood(this.#database)
    if (this.#retention.keep !== 'ends') return
    const { probeExamples } = this.#retention
    for (const outdated of snapshotsToThinAtEnd(this.#database, probeExamples))
      this.#masks.keepOnlyProbe(outdated, probeExamples)
  }

  /** Leaves a run that had ended before as it was, with what was added to it. */
  leave(): void {
    this.#masks.removeUnfinished()
    freeRoom(this.#database)
    this.#leave()
  }

  #leave(): void {
    settle(this.#database)
    this.#database.close()
  }
}

/** @throws Failure where the disk has no room for a training */
function reserveRoom(path: string): ReservedRoom {
  try {
    return new ReservedRoom(path)
  } catch (error) {
    const sentence = `Nothing can be written beside ${path} (${reasonOf(error)}); ` +
      'make room there, or choose another store with --store.'
    throw new Failure(sentence, { kind: failureKindOf(error), cause: error })
  }
}
