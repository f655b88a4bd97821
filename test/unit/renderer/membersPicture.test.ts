import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ThinCurve } from '../../../charts/bands'
import { boxOf, membersPicture, pixelOf } from '../../../renderer/charts/membersPicture'

const curve = (at: number[], values: number[]): ThinCurve => ({ member: { id: 'one', at, values }, color: '#123456' })
const linear = { factor: 100, logarithmic: { x: false, y: false } }

describe('the box of thin curves', () => {
  it('holds every point that the scales show', () => {
    const curves = [curve([0, 5], [0.5, 0]), curve([-1, 2], [0.25, 0.75])]
    expect(boxOf(curves, linear)).toEqual([-1, 5, 0, 75])
    expect(boxOf(curves, { factor: 1, logarithmic: { x: true, y: true } })).toEqual([2, 2, 0.75, 0.75])
    expect(boxOf([curve([1], [Number.NaN])], linear)).toBeNull()
    expect(membersPicture([], linear)).toEqual([])
  })
})

describe('a pixel of the picture', () => {
  const ends = fastCheck.tuple(
    fastCheck.double({ min: 1e-6, max: 1e6, noNaN: true }), fastCheck.double({ min: 1e-6, max: 1e6, noNaN: true })
  )

  it('lies between its ends as a value lies between theirs, in ratios on a logarithmic scale', () => {
    const share = fastCheck.double({ min: 0, max: 1, noNaN: true })
    fastCheck.assert(fastCheck.property(ends, share, ([one, other], part) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      fastCheck.pre(to / from > 1.001)
      expect(pixelOf(from, to, 800, false)(from + part * (to - from))).toBeCloseTo(800 * part, 3)
      expect(pixelOf(from, to, 800, true)(from * (to / from) ** part)).toBeCloseTo(800 * part, 3)
    }))
    expect(pixelOf(3, 3, 800, false)(3)).toBe(400)
  })
})
