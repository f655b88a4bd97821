import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandOf, smoothed, type Member } from '../../../charts/bands'
import { runNear } from '../../../charts/group-curves'

const member = (id: string, points: readonly [number, number][]): Member =>
  ({ id, at: points.map(([at]) => at), values: points.map(([, value]) => value) })

describe('a band', () => {
  it('is the mean and the sample deviation where runs have values, between points on a line', () => {
    const members = [member('a', [[0, 1], [10, 3]]), member('b', [[0, 3], [5, 4], [20, 0]])]
    const band = bandOf(members)
    expect(band.map(({ at, mean, count }) => [at, mean, count])).toEqual([
      [0, 2, 2], [5, 3, 2], [10, expect.closeTo((3 + 8 / 3) / 2, 12), 2]
    ])
    expect(band[0].deviation).toBeCloseTo(Math.SQRT2, 12)
    expect(band[1].deviation).toBeCloseTo(Math.SQRT2, 12)
    // Half of the runs are too few for a mean, and one run of one is a mean.
    expect(bandOf([...members, member('c', [[20, 4]])]).at(-1)).toMatchObject({ at: 20, mean: 2, count: 2 })
    expect(bandOf([member('d', [[1, 5]])])).toEqual([{ at: 1, mean: 5, deviation: null, count: 1 }])
  })

  it('lies within its members everywhere, and is one of them where all are alike', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.float({ min: 0, max: 1, noNaN: true })), {
      minLength: 1, maxLength: 30
    })
    const curve = values.map((points) => [...new Map(points)].sort(([one], [other]) => one - other))
    fc.assert(fc.property(fc.array(curve, { minLength: 1, maxLength: 5 }), (curves) => {
      const members = curves.map((points, at) => member(String(at), points))
      const all = curves.flat().map(([, value]) => value)
      for (const { mean } of bandOf(members)) {
        expect(mean).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9)
        expect(mean).toBeLessThanOrEqual(Math.max(...all) + 1e-9)
      }
      const [first] = members
      expect(bandOf([first, { ...first, id: 'again' }]).map(({ mean }) => mean)).toEqual([...Array.from(first.values)])
    }))
  })

  it('of long curves has few places, the last among them', () => {
    const long = member('a', Array.from({ length: 5000 }, (_, at) => [at, at]))
    const band = bandOf([long])
    expect(band.length).toBeLessThanOrEqual(301)
    expect(band.at(-1)).toMatchObject({ at: 4999, mean: 4999 })
  })
})

describe('smoothing', () => {
  it('leaves what is constant, and what is not asked to be smoothed', () => {
    for (const value of smoothed([2, 2, 2, 2], 'much')) expect(value).toBeCloseTo(2, 12)
    expect(smoothed([1, 5, 2], 'none')).toEqual([1, 5, 2])
  })

  it('is the weighted mean of what came until then', () => {
    const [, second] = smoothed([1, 2], 'some')
    expect(second).toBeCloseTo((0.6 * 0.4 * 1 + 0.4 * 2) / (0.6 * 0.4 + 0.4), 12)
  })
})

it('a click means the run whose curve is nearest, and none where all are far', () => {
  const members = [member('a', [[0, 10], [10, 20]]), member('b', [[0, 50], [10, 50]])]
  const groups = [{ name: 'g', band: [], members }]
  const topOf = (value: number): number => 100 - value
  expect(runNear(groups, 5, 84, topOf)).toBe('a')
  expect(runNear(groups, 5, 52, topOf)).toBe('b')
  expect(runNear(groups, 5, 5, topOf)).toBeNull()
  expect(runNear(groups, 11, 50, topOf)).toBeNull()
})
