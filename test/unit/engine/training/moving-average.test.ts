/** The moving average of the weights, against its definition written out. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MovingAverage } from '../../../../main/engine/training/moving-average'

const weights = (...values: number[]): Map<string, Float32Array> => new Map([['a', Float32Array.from(values)]])

/** @returns after each update, or null where there is none yet */
function averages(window: number, path: readonly number[]): (number | null)[] {
  const average = new MovingAverage(window, null)
  return path.map((value, at) => {
    if (average.isDue(at + 1)) average.add(weights(value), at + 1)
    return average.weights?.get('a')?.[0] ?? null
  })
}

describe('the moving average of the weights', () => {
  it('is the mean of all until the window is full', () => {
    expect(averages(4, [2, 4, 9])).toEqual([2, 3, 5])
  })

  it('gives the newest weights one part in N from there on', () => {
    const [, , , , fifth, sixth] = averages(4, [0, 0, 0, 0, 8, 4])
    expect([fifth, sixth]).toEqual([2, 2.5])
  })

  it('takes a sample every so many updates of a wide window, and has none before the first', () => {
    expect(averages(100, [1, 2, 3, 8, 9, 10, 11, 4])).toEqual([null, null, null, 8, 8, 8, 8, 6])
  })

  it('lies between the smallest and the largest of its samples, and goes on from what is kept of it', () => {
    fc.assert(fc.property(
      fc.integer({ min: 2, max: 200 }), fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 8 }),
      (window, path) => {
        const whole = new MovingAverage(window, null)
        let going = new MovingAverage(window, null)
        path.forEach((value, at) => {
          for (const one of [whole, going]) if (one.isDue(at + 1)) one.add(weights(value), at + 1)
          going = new MovingAverage(window, going.weights)
        })
        expect(going.weights).toEqual(whole.weights)
        for (const [value] of whole.weights?.values() ?? []) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...path) - 1e-5)
          expect(value).toBeLessThanOrEqual(Math.max(...path) + 1e-5)
        }
      }
    ))
  })

  it('does not change what it was given, nor by what is done to what it gave', () => {
    const given = weights(1, 2)
    const average = new MovingAverage(2, null)
    average.add(given, 1)
    average.weights?.get('a')?.fill(9)
    average.add(weights(3, 4), 2)
    expect(average.weights).toEqual(weights(2, 3))
    expect(given).toEqual(weights(1, 2))
    average.replace(weights(7, 7))
    expect(average.weights).toEqual(weights(7, 7))
  })
})
