import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { thinned } from '../../../main/api/run-comparison/thin'

const curveOf = (values: readonly number[]) =>
  ({ at: Float64Array.from(values, (_, at) => at), values: Float64Array.from(values) })
const pointsOf = ({ at, values }: { at: Float64Array; values: Float64Array }): [number, number][] =>
  [...at].map((place, index) => [place, values[index]])

describe('a thinned curve', () => {
  const value = fastCheck.double({ noNaN: true, min: -1e6, max: 1e6 })
  const curve = fastCheck.array(value, { minLength: 1, maxLength: 400 })
  const columns = fastCheck.integer({ min: 1, max: 30 })

  it('holds points of the curve, in order, few of them, and in each column its smallest and largest', () => {
    fastCheck.assert(fastCheck.property(curve, columns, (values, wanted) => {
      const whole = curveOf(values)
      const kept = pointsOf(thinned(whole, wanted, null))
      expect(kept.length).toBeLessThanOrEqual(4 * wanted)
      for (const [at, value] of kept) expect(value).toBe(values[at])
      expect(kept.map(([at]) => at)).toEqual(kept.map(([at]) => at).toSorted((one, other) => one - other))
      expect([kept[0], kept.at(-1)]).toEqual([[0, values[0]], [values.length - 1, values.at(-1)]])
      expect([Math.min, Math.max].map((most) => most(...kept.map(([, value]) => value))))
        .toEqual([Math.min, Math.max].map((most) => most(...values)))
    }))
  })

  it('of a stretch has all points in it, where they are few, and one on each side', () => {
    const points = pointsOf(thinned(curveOf(Array.from({ length: 1000 }, (_, at) => at)), 100, { from: 10.5, to: 20 }))
    expect(points.map(([at]) => at)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
    expect(pointsOf(thinned(curveOf([1, 2, 3]), 100, { from: 50, to: 60 }))).toEqual([[2, 3]])
  })

  it('of a million points is there in no time', () => {
    const many = curveOf(Array.from({ length: 1e6 }, (_, at) => Math.sin(at)))
    const began = performance.now()
    expect(thinned(many, 1000, null).at.length).toBeLessThanOrEqual(4000)
    expect(performance.now() - began).toBeLessThan(1000)
  })
})
