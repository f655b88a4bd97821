/** Regions of the plane between the lines of units: their number, their signs, and what they cover. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linesOf, outputAt, planeChart, sectorsOf, type PlaneUnit } from '../../../../renderer/charts/theory/plane'
import { darkPalette, lightPalette } from '../../../../charts/palette'
import { svgOf } from '../../../../charts/svg'

const part = fc.double({ min: -2, max: 2, noNaN: true }).filter((value) => Math.abs(value) > 0.01)
const unit = fc.record({ u: fc.tuple(part, part), sign: fc.constantFrom(-1, 1) })

describe('the regions of units', () => {
  it('are half planes of one unit, and a quarter turn apart of two that are', () => {
    const one: PlaneUnit = { u: [1, 0], sign: 1 }
    expect(linesOf([one])).toEqual([Math.PI / 2, 3 * Math.PI / 2])
    expect(sectorsOf([one]).map(({ output }) => output)).toEqual([0, 1])
    const two = sectorsOf([one, { u: [0, 1], sign: -1 }])
    // Between them x − y changes sign where x = y.
    expect(two.map(({ output }) => output)).toEqual([1, -1, -1, 0, 1])
    expect(two[0]!.to).toBeCloseTo(Math.PI / 4, 12)
  })

  it('go once around, each with the sign that the network has in it', () => {
    fc.assert(fc.property(fc.array(unit, { minLength: 1, maxLength: 8 }), (units) => {
      const sectors = sectorsOf(units)
      expect(sectors.reduce((sum, { from, to }) => sum + to - from, 0)).toBeCloseTo(2 * Math.PI, 6)
      for (const { from, to, output } of sectors)
        for (const share of [0.1, 0.5, 0.9]) {
          const angle = from + share * (to - from)
          const value = outputAt(units, [Math.cos(angle), Math.sin(angle)])
          if (Math.abs(value) > 1e-9) expect(Math.sign(value)).toBe(output)
        }
    }))
  })

  it.each([['light', lightPalette], ['dark', darkPalette]])('are drawn under the points: %s', (_, palette) => {
    const chart = planeChart({
      units: [{ u: [1, 0.5], sign: 1 }, { u: [-1, 1], sign: -1 }], classes: ['digit 3', 'digit 8'],
      points: [{ at: [1, 1], isFirst: true }, { at: [-1, 0.5], isFirst: false }]
    })
    const drawn = svgOf(chart, { palette, width: 700, height: 250 }, {})
    for (const name of ['digit 3', 'digit 8', 'a unit begins to pass', 'first component']) expect(drawn).toContain(name)
    expect(drawn).not.toMatch(/NaN|undefined|Infinity/)
  })
})
