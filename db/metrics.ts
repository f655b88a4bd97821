/** Test points and epochs. */
import { epochRecordSchema, testPointSchema, type EpochRecord, type TestPoint } from '../preload/schema/run'
import { z } from 'zod'
import { rowWriter } from './checksums'
import type { ReadableDatabase, WritableDatabase } from './database'
import { fileVersion } from './open'

/** The first version of the run file that has points of the test error. */
const testCurveVersion = 3

export function insertTestPoint(database: WritableDatabase, point: TestPoint): void {
  rowWriter(database, 'test_curve', [], { or: 'OR REPLACE' })(point)
}

export function insertEpoch(database: WritableDatabase, record: EpochRecord): void {
  const { epoch, iterations, phase, drift, seconds } = record
  rowWriter(database, 'epochs', [], { or: 'OR REPLACE' })({
    epoch, iterations, phase, learning_rate: record.learningRate, train_loss: record.trainLoss,
    train_error: record.trainError, test_loss: record.testLoss, test_error: record.testError, drift, seconds
  })
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
