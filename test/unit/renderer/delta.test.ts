import { describe, expect, it } from 'vitest'
import type { RunDelta } from '../../../preload/contract'
import { mergeDelta } from '../../../renderer/figures/delta'
import { alternation, detail, epoch, evaluation, point, scheduled, summary } from './records'

function delta(part: Partial<RunDelta>): RunDelta {
  return {
    summary: summary({ status: 'running' }),
    environment: {},
    progress: null,
    curve: [],
    testCurve: [],
    epochs: [],
    snapshots: [],
    evaluations: [],
    prunings: [],
    sensitivity: [],
    cursor: {
      iteration: 0, testIteration: 0, epoch: 0, snapshots: { newest: 0, first: 0, whole: 0, thinned: 0 },
      evaluations: 0, pruning: 0, sensitivity: 0
    },
    ...part
  }
}

describe('mergeDelta', () => {
  it('appends what is new and takes the summary and progress as they are now', () => {
    const known = detail({ curve: [point(10)], epochs: [epoch(1)] })
    const merged = mergeDelta(known, delta({ curve: [point(20)], epochs: [epoch(2)] }))
    expect(merged.curve.map((each) => each.iteration)).toEqual([10, 20])
    expect(merged.epochs.map((each) => each.epoch)).toEqual([1, 2])
    expect(merged.summary.status).toBe('running')
  })

  it('ignores points of the curve that came before, as after a reconnection', () => {
    const merged = mergeDelta(
      detail({ curve: [point(10), point(20)] }),
      delta({ curve: [point(10), point(20), point(30)] })
    )
    expect(merged.curve.map((each) => each.iteration)).toEqual([10, 20, 30])
  })

  it('replaces an alternation whose index is known, keeping the order', () => {
    const known = detail({ snapshots: [alternation(1), alternation(2)] })
    const merged = mergeDelta(known, delta({ snapshots: [alternation(1, { masksKept: 'probe' }), alternation(3)] }))
    expect(merged.snapshots.map((each) => [each.index, each.masksKept])).toEqual([
      [1, 'probe'],
      [2, 'all'],
      [3, 'all']
    ])
  })

  it('puts a snapshot that was taken afterwards where its weights belong', () => {
    const known = detail({ snapshots: [alternation(1), alternation(2)] })
    const merged = mergeDelta(known, delta({ snapshots: [scheduled(3, { iteration: 250 })] }))
    expect(merged.snapshots.map(({ index }) => index)).toEqual([1, 3, 2])
  })

  it('replaces an evaluation of the same checkpoint', () => {
    const merged = mergeDelta(
      detail({ evaluations: [evaluation('final', 0.5)] }),
      delta({ evaluations: [evaluation('final', 0.03)] })
    )
    expect(merged.evaluations).toHaveLength(1)
    expect(merged.evaluations[0]?.relu.error).toBe(0.03)
  })

  it('keeps the very arrays to which nothing was added, so that nothing is drawn again for them', () => {
    const known = detail({ epochs: [epoch(1)], curve: [point(1)] })
    const merged = mergeDelta(known, delta({}))
    expect(merged.epochs).toBe(known.epochs)
    expect(merged.curve).toBe(known.curve)
  })

  it('leaves what was shown before untouched', () => {
    const known = detail({ curve: [point(10)] })
    mergeDelta(known, delta({ curve: [point(20)] }))
    expect(known.curve).toHaveLength(1)
  })
})
