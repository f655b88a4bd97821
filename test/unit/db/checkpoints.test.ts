/** Weights come back bit for bit; a repeated evaluation takes the place of the one before and is told as new. */
import fastCheck from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  checkpointNames,
  insertCheckpoint,
  insertEvaluation,
  readCheckpoint,
  readEvaluations,
  removeLastGood
} from '../../../db/checkpoints'
import { openRunForWriting } from '../../../db/open'
import { beginRun, evaluationAt } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const run = beginRun(temporaryFolder())
const database = openRunForWriting(run.path)
const now = new Date('2026-01-02T03:04:05Z')

afterAll(() => {
  database.close()
  run.recorder.end('finished', null)
})

const bits = (values: Float32Array): number[] => [...new Uint32Array(values.buffer, values.byteOffset, values.length)]

describe('a checkpoint', () => {
  it('gives every weight back bit for bit, also those that are no numbers', () => {
    const anyBits = fastCheck.uint32Array({ maxLength: 50 })
    const tensors = fastCheck.dictionary(fastCheck.stringMatching(/^[a-z]{1,8}\/(kernel|bias)$/), anyBits, {
      maxKeys: 4
    })
    fastCheck.assert(fastCheck.property(tensors, (words) => {
      const weights = new Map(
        Object.entries(words).map(([name, values]) => [name, new Float32Array(Uint32Array.from(values).buffer)])
      )
      insertCheckpoint(database, { name: 'final', epoch: 3, iteration: 7 }, weights, now)
      const read = readCheckpoint(database, 'final')
      expect(read).toMatchObject({ name: 'final', epoch: 3, iteration: 7 })
      expect(Object.fromEntries([...read.weights].map(([name, values]) => [name, bits(values)])))
        .toEqual(Object.fromEntries([...weights].map(([name, values]) => [name, bits(values)])))
    }), { numRuns: 60 })
  })

  it('stores only the part of a buffer that a weight is a view of', () => {
    const buffer = Float32Array.of(9, 1, 2, 9)
    insertCheckpoint(
      database,
      { name: 'alternation-1', epoch: 1, iteration: 1 },
      new Map([['a/bias', buffer.subarray(1, 3)]]),
      now
    )
    expect([...readCheckpoint(database, 'alternation-1').weights.get('a/bias') ?? []]).toEqual([1, 2])
  })

  it('takes the place of one of the same name, with all its tensors', () => {
    insertCheckpoint(
      database,
      { name: 'alternation-2', epoch: 1, iteration: 1 },
      new Map([
        ['a/bias', Float32Array.of(1)],
        ['b/bias', Float32Array.of(2)]
      ]),
      now
    )
    insertCheckpoint(
      database,
      { name: 'alternation-2', epoch: 2, iteration: 5 },
      new Map([['a/bias', Float32Array.of(3)]]),
      now
    )
    const { epoch, weights } = readCheckpoint(database, 'alternation-2')
    expect(epoch).toBe(2)
    expect([...weights.keys()]).toEqual(['a/bias'])
    expect(
      database
        .prepare('SELECT count(*) FROM checkpoint_tensors WHERE checkpoint NOT IN (SELECT checkpoint FROM checkpoints)')
        .pluck()
        .get()
    ).toBe(0)
  })

  it('of the last good epoch is replaced by the next, and goes when the run has finished', () => {
    const other = openRunForWriting(beginRun(temporaryFolder()).path)
    const keep = (name: string, value: number): void => {
      insertCheckpoint(
        other,
        { name, epoch: value, iteration: value },
        new Map([['a/bias', Float32Array.of(value)]]),
        now
      )
    }
    keep('last-good', 1)
    keep('last-good', 2)
    expect([...readCheckpoint(other, 'last-good').weights.get('a/bias') ?? []]).toEqual([2])
    keep('final', 3)
    removeLastGood(other)
    expect(checkpointNames(other)).toEqual(['final'])
    other.close()
  })

  it('that is not there is answered with those that are', () => {
    expect(checkpointNames(database)).toContain('final')
    expect(() => readCheckpoint(database, 'alternation-9')).toThrow(
      `The run has no checkpoint "alternation-9"; it has ${checkpointNames(database).join(', ')}.`
    )
  })
})

describe('evaluations', () => {
  it('are kept once per checkpoint, the newest, and told again after the cursor', () => {
    insertEvaluation(database, evaluationAt('alternation-1', 0.5))
    insertEvaluation(database, evaluationAt('final', 0.25))
    const first = readEvaluations(database, 0)
    expect(first.evaluations).toEqual([evaluationAt('alternation-1', 0.5), evaluationAt('final', 0.25)])
    expect(readEvaluations(database, first.last)).toEqual({ evaluations: [], last: first.last })

    insertEvaluation(database, evaluationAt('alternation-1', 0.125))
    const { evaluations, last } = readEvaluations(database, first.last)
    expect(evaluations).toEqual([evaluationAt('alternation-1', 0.125)])
    expect(last).toBeGreaterThan(first.last)
    expect(readEvaluations(database, 0).evaluations).toHaveLength(2)
  })

  it('never use a number twice, even after the newest was replaced', () => {
    const { last } = readEvaluations(database, 0)
    insertEvaluation(database, evaluationAt('alternation-1', 0.1))
    insertEvaluation(database, evaluationAt('alternation-1', 0.2))
    expect(readEvaluations(database, last)).toEqual({
      evaluations: [evaluationAt('alternation-1', 0.2)],
      last: last + 2
    })
  })
})
