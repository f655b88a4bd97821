/** Test points and epochs. */
import { epochRecordSchema, testPointSchema, type EpochRecord, type TestPoint } from '../preload/schema/run'
import { z } from 'zod'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'

/** The first version of the run file that has points of the test error. */
const testCurveVersion = 3

export function insertTestPoint(database: WritableDatabase, point: TestPoint): void {
  database.prepare('INSERT OR REPLACE INTO test_curve VALUES (@iteration, @epoch, @loss, @error)').run(point)
}

export function insertEpoch(database: WritableDatabase, record: EpochRecord): void {
  database
    .prepare(
      `
    INSERT OR REPLACE INTO epochs VALUES (@epoch, @iterations, @phase, @learningRate, @trainLoss, @trainError,
      @testLoss, @testError, @drift, @seconds)
  `
    )
    .run(record)
}

/** Test points after an iteration, in order; a file that is only read and older than their table has none. */
export function readTestCurve(database: ReadableDatabase, after: number): TestPoint[] {
  if (fileVersion(database) < testCurveVersion) return []
  return z.array(testPointSchema).parse(database.prepare(
    'SELECT iteration, epoch, loss, error FROM test_curve WHERE iteration > ? ORDER BY iteration'
  ).all(after))
}

/** Epochs after an epoch, in order. */
export function readEpochs(database: ReadableDatabase, after: number): EpochRecord[] {
  return z.array(epochRecordSchema).parse(database.prepare(`
    SELECT epoch, iterations, phase, learning_rate AS learningRate, train_loss AS trainLoss, train_error AS trainError,
      test_loss AS testLoss, test_error AS testError, drift, seconds
    FROM epochs WHERE epoch > ? ORDER BY epoch
  `).all(after))
}
