import { describe, expect, it } from 'vitest'
import { channels, contrast } from '../../../charts/contrast'
import { darkPalette, lightPalette } from '../../../charts/palette'
import {
  flipsRange, planeFrame, pointAt, pointTowards, pointsWithin, positionOf, rectangleOf, type PlanePoint
} from '../../../renderer/figures/plane'

const point = (example: number, x: number, y: number): PlanePoint => ({ example, label: null, flips: null, x, y })
/** A cross: one in the middle, four around it. */
const points = [point(0, 0, 0), point(1, -4, 0), point(2, 4, 0), point(3, 0, 2), point(4, 0, -2)]
const frame = planeFrame(points, 900, 500)
const middle = positionOf(frame, points[0])

describe('the plane on the screen', () => {
  it('shows every example, at the same scale across and up', () => {
    const [left, right, top, bottom] = [1, 2, 3, 4].map((at) => positionOf(frame, points[at]))
    expect(right.left - left.left).toBeCloseTo(2 * (bottom.top - top.top), 6)
    // Up is more.
    expect(top.top).toBeLessThan(bottom.top)
    for (const { left: x, top: y } of points.map((one) => positionOf(frame, one))) {
      expect(x).toBeGreaterThan(frame.left)
      expect(x).toBeLessThan(frame.left + frame.width)
      expect(y).toBeGreaterThan(frame.top)
      expect(y).toBeLessThan(frame.top + frame.height)
    }
  })

  it('tells which example is meant, if one is near', () => {
    const at = positionOf(frame, points[2])
    expect(pointAt(frame, points, { left: at.left + 3, top: at.top - 3 }, 10)?.example).toBe(2)
    expect(pointAt(frame, points, { left: at.left + 30, top: at.top }, 10)).toBeNull()
  })

  it('tells which examples a rectangle holds, whichever corner it began at', () => {
    const [left, below] = [positionOf(frame, points[1]), positionOf(frame, points[4])]
    const corner = { left: left.left - 1, top: below.top + 1 }
    const area = rectangleOf(corner, { left: middle.left + 1, top: middle.top - 1 })
    expect(pointsWithin(frame, points, area).map(({ example }) => example)).toEqual([0, 1, 4])
  })

  it('goes from example to example by arrows, and stays where there is none', () => {
    const go = (from: number | null, direction: 'left' | 'right' | 'up' | 'down'): number | undefined =>
      pointTowards(frame, points, from === null ? null : points[from], direction)?.example
    expect([go(0, 'left'), go(0, 'right'), go(0, 'up'), go(0, 'down')]).toEqual([1, 2, 3, 4])
    expect([go(1, 'right'), go(1, 'left'), go(null, 'up')]).toEqual([0, 1, 0])
    expect(pointTowards(frame, [], null, 'up')).toBeNull()
  })

  it('has a scale of flips for nearly all of them', () => {
    const flipped = (flips: number | null): PlanePoint => ({ ...points[0], flips })
    const usual = Array.from({ length: 101 }, (_, at) => flipped(100 + at))
    expect(flipsRange([...usual, flipped(null)])).toEqual([105, 195])
    expect(flipsRange([...usual, flipped(9000)])[1]).toBeLessThan(200)
    expect(flipsRange([flipped(7)])).toEqual([7, 8])
    expect(flipsRange([])).toEqual([0, 1])
  })

  it('takes one example, and none', () => {
    expect(positionOf(planeFrame([point(1, 3, 3)], 900, 500), point(1, 3, 3)).left).toBeCloseTo(450, 6)
    expect(planeFrame([], 900, 500).x.every(Number.isFinite)).toBe(true)
  })
})

describe('the colours of classes', () => {
  it.each([lightPalette, darkPalette])('stand out from the ground of a chart', ({ kinds, surface }) => {
    expect(new Set(kinds).size).toBe(10)
    for (const kind of kinds) expect(contrast(channels(kind), channels(surface))).toBeGreaterThanOrEqual(3)
  })
})
