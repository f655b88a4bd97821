import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  differencesOf, interval95, iterationsTo, sampleOf, standardError
} from '../../../preload/schema/statistics'

describe('a sample', () => {
  it('has the mean and the sample deviation of textbooks', () => {
    // Sum of squares about the mean 5 is 32, over n − 1 = 7.
    expect(sampleOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      count: 8,
      mean: 5,
      deviation: expect.closeTo(Math.sqrt(32 / 7), 12)
    })
    expect(sampleOf([3])).toEqual({ count: 1, mean: 3, deviation: null })
    expect(sampleOf([])).toEqual({ count: 0, mean: null, deviation: null })
    expect(standardError(sampleOf([1, 3]))).toBeCloseTo(1, 12)
    expect(standardError(sampleOf([1]))).toBeNull()
  })

  it('moves with its values and scales with them', () => {
    // n Σx² − (Σx)² over n (n − 1): the other formula of the same figure.
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 }),
        fc.integer({ min: -50, max: 50 }),
        (values, by) => {
          const n = values.length
          const [sum, squares] = [values.reduce((a, b) => a + b), values.reduce((a, b) => a + b * b, 0)]
          const { mean, deviation } = sampleOf(values)
          expect(mean).toBeCloseTo(sum / n, 8)
          expect(deviation).toBeCloseTo(Math.sqrt(Math.max(0, (n * squares - sum * sum) / (n * (n - 1)))), 5)
          expect(sampleOf(values.map((value) => value + by)).deviation).toBeCloseTo(deviation ?? 0, 8)
        }
      )
    )
  })
})

describe('the 95 % interval of a mean', () => {
  // mean ± t · deviation / √n by hand, with t(1) = 12.7062, t(7) = 2.36462 and t(50) = 2.00856 from tables.
  it.each([
    [[1, 3], [-10.706204736432095, 14.706204736432095]],
    [[2, 4, 4, 4, 5, 5, 7, 9], [3.2125108, 6.7874892]],
    [Array.from({ length: 51 }, (_, i) => i), [20.8187, 29.1813]]
  ])('of %j is %j', (values, expected) => {
    const [low, high] = interval95(sampleOf(values))!
    expect(low).toBeCloseTo(expected[0], 2)
    expect(high).toBeCloseTo(expected[1], 2)
  })

  it('is there for two and more, around the mean, and narrower for more of the same', () => {
    expect([interval95(sampleOf([])), interval95(sampleOf([1]))]).toEqual([null, null])
    const few = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 })
    fc.assert(fc.property(few, (values) => {
      const [low, high] = interval95(sampleOf(values))!
      const [lower, higher] = interval95(sampleOf([...values, ...values]))!
      const { mean } = sampleOf(values)
      expect(low).toBeLessThanOrEqual(mean! + 1e-9)
      expect(high).toBeGreaterThanOrEqual(mean! - 1e-9)
      expect(higher - lower).toBeLessThanOrEqual(high - low + 1e-9)
    }))
  })
})

describe('iterations to an error', () => {
  const tests = [
    { iteration: 25, error: 0.3 },
    { iteration: 50, error: 0.1 },
    { iteration: 75, error: 0.12 },
    { iteration: 100, error: 0.05 }
  ]

  it('are those of the first measurement at or below it, even when it rises again', () => {
    expect([0.5, 0.1, 0.11, 0.05, 0.049].map((error) => iterationsTo(error, tests))).toEqual([25, 50, 50, 100, null])
    expect(iterationsTo(0.1, tests.toReversed())).toBe(50)
  })
})

it('differences are taken between values of the same key', () => {
  expect(
    differencesOf(
      new Map([
        [1, 0.03],
        [2, 0.02],
        [9, 1]
      ]),
      new Map([
        [2, 0.04],
        [1, 0.03],
        [8, 1]
      ])
    )
  ).toMatchObject({ count: 2, mean: expect.closeTo(0.01, 12) })
})
