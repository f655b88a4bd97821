/** Where a drawing lies in its frame. */
import { describe, expect, it } from 'vitest'
import { firstView, kept, showing, wholeView, zoomed } from '../../../renderer/figures/zoom'

const frame = { width: 400, height: 300 }

describe('a drawing', () => {
  it('that fits lies in the middle, no larger than a little', () => {
    expect(firstView(frame, { width: 200, height: 100 }, 0)).toEqual({ scale: 1.125, x: 87.5, y: 93.75 })
    expect(wholeView(frame, { width: 800, height: 300 })).toEqual({ scale: 0.5, x: 0, y: 75 })
  })

  it('that would be too small to read begins at its top', () => {
    expect(firstView(frame, { width: 400, height: 3000 }, 50)).toEqual({ scale: 1, x: 0, y: 0 })
    expect(firstView(frame, { width: 500, height: 3000 }, 50)).toEqual({ scale: 0.8, x: 0, y: 0 })
    // Wider than can be read: with its first box in the middle, as far as that goes.
    expect(firstView(frame, { width: 2000, height: 3000 }, 1000)).toEqual({ scale: 0.6, x: -400, y: 0 })
    expect(firstView(frame, { width: 2000, height: 3000 }, 100)).toEqual({ scale: 0.6, x: 0, y: 0 })
  })

  it('grows about the point that is pointed at', () => {
    const view = { scale: 1, x: 10, y: 20 }
    const grown = zoomed(view, 2, { x: 110, y: 70 })
    // The point (100, 50) of the drawing stays where it was.
    expect([grown.x + 100 * grown.scale, grown.y + 50 * grown.scale]).toEqual([110, 70])
    expect(zoomed(view, 1000, { x: 0, y: 0 }).scale).toBe(3)
    expect(zoomed(view, 0.001, { x: 0, y: 0 }).scale).toBe(0.08)
  })

  it('never leaves its frame', () => {
    expect(kept({ scale: 1, x: -900, y: 50 }, frame, { width: 600, height: 1000 })).toEqual({ scale: 1, x: -200, y: 0 })
    expect(kept({ scale: 1, x: -50, y: 900 }, frame, { width: 100, height: 100 })).toEqual({ scale: 1, x: 0, y: 200 })
  })

  it('moves no more than it takes to show a box', () => {
    const view = { scale: 1, x: 0, y: 0 }
    expect(showing(view, frame, { x: 50, y: 50, width: 100, height: 40 })).toEqual(view)
    expect(showing(view, frame, { x: 350, y: 900, width: 100, height: 40 })).toEqual({ scale: 1, x: -74, y: -664 })
    expect(showing({ ...view, y: -500 }, frame, { x: 50, y: 50, width: 100, height: 40 })).toEqual(
      { scale: 1, x: 0, y: -26 }
    )
  })
})
