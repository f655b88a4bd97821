/** Where a training stands, in its run file: saved with the metrics it belongs to, the newest and the one before. */
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readEpochs } from '../../../db/metrics'
import { readCheckpoint } from '../../../db/checkpoints'
import { openRunForWriting } from '../../../db/open'
import { readTrainingState } from '../../../db/training-states'
import type { EpochRecord } from '../../../preload/schema/run'
import { beginRun, epochEnd, reading, stateAt, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const epoch = (number: number): EpochRecord => ({
  epoch: number,
  iterations: number * 10,
  phase: 'sgd',
  learningRate: 0.1,
  trainLoss: 1,
  trainError: 0.5,
  testLoss: 1,
  testError: 0.5,
  drift: null,
  seconds: 1
})

const states = (path: string) =>
  reading(path, (database) => [readTrainingState(database, 'current'), readTrainingState(database, 'previous')])

describe('the state of a training', () => {
  it('is read as it was saved, bit for bit, and the one before it', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    expect(states(path)).toEqual([null, null])
    const masked = stateAt(0, 4)
    masked.network.weightMasks = new Map([['conv1/kernel', Uint8Array.from({ length: 27 }, (_, i) => i % 2)]])
    masked.estimator = stateAt(0, 3).network.weights
    masked.average = stateAt(0, 2).network.weights
    recorder.saveState(masked)
    expect(states(path)).toEqual([masked, null])
    recorder.epochEnded(epochEnd(epoch(1)))
    expect(states(path)).toEqual([stateAt(1, 10), masked])
    recorder.saveState(stateAt(1, 12))
    expect(states(path)).toEqual([stateAt(1, 12), stateAt(1, 10)])
    recorder.end('stopped', null)
    expect(states(path)).toEqual([stateAt(1, 12), stateAt(1, 10)])
  })

  it('takes the room of two, however often it is saved, and none in a finished run', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    for (let iteration = 1; iteration <= 20; iteration++) recorder.saveState(stateAt(0, iteration))
    const rows = (table: string) =>
      reading(path, (database) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get())
    expect([rows('training_states'), rows('training_state_tensors')]).toEqual([2, 2 * 4])
    recorder.end('finished', null)
    expect([rows('training_states'), rows('training_state_tensors')]).toEqual([0, 0])
  })

  it('comes with its epoch and its last good weights, or none of them does', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    recorder.epochEnded(epochEnd(epoch(1)))
    const other = openRunForWriting(path)
    other.exec(`
      CREATE TRIGGER full BEFORE INSERT ON training_state_tensors WHEN NEW.part = 'velocities'
      BEGIN SELECT RAISE(FAIL, 'the disk is full'); END
    `)
    expect(() => recorder.epochEnded(epochEnd(epoch(2)))).toThrow('the disk is full')
    other.exec('DROP TRIGGER full')
    other.close()
    reading(path, (database) => {
      expect(readEpochs(database, 0).map((record) => record.epoch)).toEqual([1])
      expect(readCheckpoint(database, 'last-good').weights).toEqual(stateAt(1, 10).network.weights)
      expect(readTrainingState(database, 'current')).toEqual(stateAt(1, 10))
    })
  })

  it('has averaged weights as its last good ones', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    const average = stateAt(1, 7).network.weights
    const end = epochEnd(epoch(1))
    recorder.epochEnded({ ...end, state: { ...end.state, average } })
    reading(path, (database) => expect(readCheckpoint(database, 'last-good').weights).toEqual(average))
  })

  it('that is damaged is told of, not gone on from', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    recorder.saveState(stateAt(0, 1))
    recorder.end('stopped', null)
    writing(path, (database) => database.exec("UPDATE training_states SET position = '{\"epoch\": -1}'"))
    expect(() => states(path)).toThrow(/epoch/)
  })

  it('says with its checksum what was in the file with it; one of an older version has one without that', () => {
    const { recorder, path } = beginRun(temporaryFolder())
    recorder.saveState(stateAt(0, 1))
    recorder.end('stopped', null)
    writing(path, (database) =>
      database.exec("UPDATE training_states SET marks = json_set(marks, '$.snapshot', 1)"))
    expect(() => states(path)).toThrow('the state of the training at iteration 1 is not what was saved')
    const { position, method } = stateAt(0, 1)
    const rows = reading(path, (database) => database.prepare('SELECT part, name, data FROM training_state_tensors')
      .raw().all()) as [string, string, Buffer][]
    const older = rows.reduce((sum, [part, name, data]) => crc32(data, crc32(`${part} ${name}`, sum)),
      crc32(JSON.stringify(position) + JSON.stringify(method)))
    writing(path, (database) => database.prepare('UPDATE training_states SET checksum = ?').run(older))
    expect(states(path)[0]).toEqual(stateAt(0, 1))
  })
})
