/** A whole run for a viewer, and what is new of it since a cursor. */
import type { RunCursor, RunDelta, RunDetail } from '../preload/schema/run'
import { readEvaluations } from './checkpoints'
import { readShownCurve } from './curve'
import { consistently, type ReadableDatabase } from './database'
import { readEpochs, readTestCurve } from './metrics'
import { readPrunings, readSensitivity } from './prunings'
import { readRunRow, readSummary, readSupportLayers, type RunRow } from './runs'
import { readChangedSnapshots, readHeld } from './snapshots'

const start: RunCursor = {
  iteration: 0,
  testIteration: 0,
  epoch: 0,
  snapshots: { newest: 0, first: 0, whole: 0, thinned: 0 },
  evaluations: 0,
  pruning: 0,
  sensitivity: 0
}

/** Without what is computed from the network. */
export type StoredDetail = Omit<RunDetail, 'parameters'>

export function readDetail(database: ReadableDatabase, fileBytes: number): { detail: StoredDetail; cursor: RunCursor } {
  return consistently(database, () => {
    const row = readRunRow(database)
    const { cursor, ...recorded } = readNew(database, fileBytes, start, row)
    const detail: StoredDetail = {
      ...recorded,
      configuration: row.configuration, topology: row.topology, parametersInTraining: row.parameters,
      trainExamples: row.train_examples, testExamples: row.test_examples,
      layers: readSupportLayers(database)
    }
    return { detail, cursor }
  })
}

export function readDelta(database: ReadableDatabase, fileBytes: number, cursor: RunCursor): RunDelta {
  return consistently(database, () => readNew(database, fileBytes, cursor, readRunRow(database)))
}

function readNew(database: ReadableDatabase, fileBytes: number, cursor: RunCursor, row: RunRow): RunDelta {
  const curve = readShownCurve(database, cursor.iteration)
  const testCurve = readTestCurve(database, cursor.testIteration)
  const epochs = readEpochs(database, cursor.epoch)
  const { evaluations, last } = readEvaluations(database, cursor.evaluations)
  const prunings = readPrunings(database, cursor.pruning)
  const sensitivity = readSensitivity(database, cursor.sensitivity)
  const held = readHeld(database)
  const snapshots = readChangedSnapshots(database, cursor.snapshots, held)
  const { environment, progress } = row
  return {
    summary: readSummary(database, fileBytes, row), environment, progress,
    curve, testCurve, epochs, snapshots, evaluations, prunings, sensitivity: sensitivity.points,
    cursor: {
      iteration: curve.at(-1)?.iteration ?? cursor.iteration,
      testIteration: testCurve.at(-1)?.iteration ?? cursor.testIteration,
      epoch: epochs.at(-1)?.epoch ?? cursor.epoch,
      snapshots: held,
      evaluations: last,
      pruning: prunings.at(-1)?.index ?? cursor.pruning,
      sensitivity: sensitivity.last
    }
  }
}
