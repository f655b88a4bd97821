import { afterAll, describe, expect, it } from 'vitest'
import {
  insertSensitivity,
  readLatestPruning,
  readPrunings,
  readSensitivity,
  readWeightMasks
} from '../../../db/prunings'
import { readDetail, readDelta } from '../../../db/details'
import type { NewPruning } from '../../../db/prunings'
import { beginRun, reading, recordAlternation, writing } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const counted = { opportunities: 500, mean: 0.25, never: 3, histogram: [20, 7] }
const layer = (name: string, bits: number[], kept: number): NewPruning['layers'][number] => ({
  name,
  weights: 27,
  kept,
  exempt: name === 'conv1',
  bits: Uint8Array.from(bits),
  coactivation: name === 'conv1' ? null : counted
})
const pruning = (index: number, kept: number): NewPruning => ({
  index,
  epoch: index,
  iteration: index * 10,
  alternation: index === 1 ? 1 : null,
  seconds: 0.5,
  layers: [layer('conv1', [255, 255, 255, 224], 27), layer('conv2', [128, 0, 0, index], kept)]
})

const run = beginRun(temporaryFolder())
recordAlternation(run.recorder, 1, 20)
run.recorder.checkpoint('dense', { epoch: 1, iteration: 10 }, new Map())
const told = run.recorder.pruned(pruning(1, 9))
run.recorder.checkpoint('alternation-1', { epoch: 1, iteration: 10, pruning: 1 }, new Map())
const { cursor } = reading(run.path, (database) => readDetail(database, 0))
run.recorder.pruned(pruning(2, 5))
run.recorder.checkpoint('sparse', { epoch: 2, iteration: 20, pruning: 2 }, new Map())
run.recorder.checkpoint('final', { epoch: 3, iteration: 30 }, new Map())
run.recorder.sensitivity({ at: 'dense', layer: 'conv1', degree: 0.5, error: 0.25, loss: 1 })

afterAll(() => { run.recorder.end('finished', null) })

describe('prunings', () => {
  it('are told when they are written, with counts over all layers', () => {
    expect(told).toEqual({
      index: 1,
      epoch: 1,
      iteration: 10,
      alternation: 1,
      seconds: 0.5,
      weights: 54,
      kept: 36,
      layers: [
        { name: 'conv1', weights: 27, kept: 27, exempt: true, coactivation: null },
        { name: 'conv2', weights: 27, kept: 9, exempt: false, coactivation: counted }
      ]
    })
  })

  it('are read after an index, in order', () => {
    expect(reading(run.path, (database) => readPrunings(database, 0)).map(({ index, kept }) => [index, kept])).toEqual([
      [1, 36],
      [2, 32]
    ])
    expect(reading(run.path, (database) => readPrunings(database, 1)).map(({ index }) => index)).toEqual([2])
  })

  it('tell what the latest left, and nothing before the first', () => {
    expect(reading(run.path, readLatestPruning)).toEqual({ weights: 54, kept: 32 })
    const other = beginRun(temporaryFolder())
    expect(reading(other.path, readLatestPruning)).toBeNull()
    other.recorder.end('finished', null)
  })

  it('come in a delta after the cursor, once', () => {
    const delta = reading(run.path, (database) => readDelta(database, 0, cursor))
    expect(delta.prunings.map(({ index }) => index)).toEqual([2])
    expect(delta.sensitivity).toEqual([{ at: 'dense', layer: 'conv1', degree: 0.5, error: 0.25, loss: 1 }])
    const next = reading(run.path, (database) => readDelta(database, 0, delta.cursor))
    expect([next.prunings, next.sensitivity]).toEqual([[], []])
  })

  it('are there wholly or not at all', () => {
    const broken = {
      ...pruning(3, 1),
      layers: [layer('conv1', [255], 1), { ...layer('conv2', [0], 1), name: null as unknown as string }]
    }
    expect(() => run.recorder.pruned(broken)).toThrow(/NOT NULL/)
    expect(reading(run.path, (database) => readPrunings(database, 2))).toEqual([])
  })
})

describe('weight masks', () => {
  const at = (checkpoint: string) => reading(run.path, (database) => readWeightMasks(database, checkpoint))

  it('are those that hold in a checkpoint', () => {
    expect(at('alternation-1').map(({ name, weights, bits }) => [name, weights, ...bits])).toEqual([
      ['conv1', 27, 255, 255, 255, 224],
      ['conv2', 27, 128, 0, 0, 1]
    ])
    expect(at('sparse')[1].bits[3]).toBe(2)
  })

  it('are none where every weight is free, and of a checkpoint that is not there', () => {
    expect([at('dense'), at('final'), at('alternation-9')]).toEqual([[], [], []])
  })

  it('of another length than they say are refused', () => {
    const other = beginRun(temporaryFolder())
    other.recorder.pruned({ ...pruning(1, 1), alternation: null, layers: [{ ...layer('conv1', [255], 1) }] })
    other.recorder.checkpoint('sparse', { epoch: 1, iteration: 1, pruning: 1 }, new Map())
    other.recorder.end('finished', null)
    expect(() => reading(other.path, (database) => readWeightMasks(database, 'sparse'))).toThrow(
      'The run file holds no complete weight mask of "conv1" at pruning 1.'
    )
  })
})

it('a trial of sensitivity that is made again replaces the one before and is told again', () => {
  writing(run.path, (database) => {
    const { last } = readSensitivity(database, 0)
    insertSensitivity(database, { at: 'dense', layer: 'conv1', degree: 0.5, error: 0.5, loss: 2 })
    expect(readSensitivity(database, last).points).toEqual([
      { at: 'dense', layer: 'conv1', degree: 0.5, error: 0.5, loss: 2 }
    ])
    expect(readSensitivity(database, 0).points).toHaveLength(1)
  })
})
