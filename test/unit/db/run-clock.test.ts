/** When iterations were done, from the moments that are known. */
import { describe, expect, it } from 'vitest'
import { clockOf } from '../../../db/run-clock'
import type { EpochRecord } from '../../../preload/schema/run'

const epoch = (number: number, seconds: number): EpochRecord => ({
  epoch: number, iterations: number * 10, phase: 'sgd', learningRate: 0.1, trainLoss: 1, trainError: 1, testLoss: 1,
  testError: 1, drift: null, seconds
})

describe('the clock of a run', () => {
  it('spreads time between known moments as the epochs took it', () => {
    const at = clockOf(
      [{ iteration: 0, at: 1000 }, { iteration: 20, at: 9000 }, { iteration: 30, at: 10_000 }],
      [epoch(1, 1), epoch(2, 3), epoch(3, 1)]
    )
    expect([0, 5, 10, 15, 20, 25, 30].map(at)).toEqual([1000, 2000, 3000, 6000, 9000, 9500, 10_000])
  })

  it('goes on by training time after the last one, and stands still where nothing is known', () => {
    const at = clockOf([{ iteration: 0, at: 1000 }], [epoch(1, 2), epoch(2, 2)])
    expect([10, 20, 99, Infinity].map(at)).toEqual([3000, 5000, 5000, 5000])
    expect(clockOf([{ iteration: 0, at: 1000 }], [])(7)).toBe(1000)
  })

  it('never goes back, though a clock was set', () => {
    const at = clockOf(
      [{ iteration: 0, at: 1000 }, { iteration: 10, at: 500 }, { iteration: 20, at: 3000 }], [epoch(1, 1), epoch(2, 1)]
    )
    expect([0, 10, 20].map(at)).toEqual([1000, 2000, 3000])
  })
})
