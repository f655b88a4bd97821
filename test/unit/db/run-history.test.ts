/** What a run has measured, in pieces, each told once. */
import { describe, expect, it } from 'vitest'
import { openRunForReading } from '../../../db/open'
import { HistoryReader } from '../../../db/run-history'
import { beginRun, evaluationAt, recordAlternation } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

describe('the history of a run', () => {
  it('comes in pieces, and then only what is new', () => {
    const { path, recorder } = beginRun(temporaryFolder())
    const point = (iteration: number): void =>
      recorder.curvePoint({ iteration, epoch: iteration / 10, loss: 1, error: 0.5, learningRate: 0.1 })
    for (let iteration = 1; iteration <= 4096 + 10; iteration++) point(iteration)
    recordAlternation(recorder, 1, 20)
    const database = openRunForReading(path)
    const reader = new HistoryReader(database)
    const told = (): unknown => [...reader.pieces()].map(({ curve, snapshots, evaluations }) =>
      [curve.length, snapshots.map(({ index }) => index), evaluations.map(({ at }) => at)])
    expect(told()).toEqual([[4096, [], []], [10, [1], []]])
    expect(told()).toEqual([[0, [], []]])
    point(5000)
    recordAlternation(recorder, 2, 20)
    recorder.evaluation(evaluationAt('alternation-1', 0.2))
    expect(told()).toEqual([[1, [2], ['alternation-1']]])
    database.close()
    recorder.end('finished', null)
  })
})
