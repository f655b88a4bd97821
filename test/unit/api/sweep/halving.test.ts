/** Who is stopped early is who a plain sorting would leave out. */
import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goesOn, HalvingTable, usualRungs } from '../../../../main/api/sweep/halving'

describe('going on', () => {
  it('is for the best one in N, as sorting tells, and for those that are as good as the last of them', () => {
    const errors = fastCheck.array(fastCheck.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
    fastCheck.assert(fastCheck.property(errors, fastCheck.integer({ min: 2, max: 6 }), (all, factor) => {
      const best = all.toSorted((a, b) => a - b).slice(0, Math.max(1, Math.floor(all.length / factor)))
      for (const error of all) expect(goesOn(error, all, factor)).toBe(error <= (best.at(-1) ?? 0))
    }))
  })

  it('is never for what diverged', () => {
    expect(goesOn(NaN, [NaN], 3)).toBe(false)
  })
})

it('is decided after E/N, E/N², … epochs', () => {
  expect(usualRungs(27, 3)).toEqual([1, 3, 9])
  expect(usualRungs(100, 4)).toEqual([1, 6, 25])
  expect(usualRungs(2, 3)).toEqual([])
})

describe('members that reach rungs', () => {
  it('are hopeless once enough others were better there, and not before', () => {
    const table = new HalvingTable({ factor: 2, rungs: [2, 4] })
    table.reached('a', 1, 0.9)
    table.reached('a', 2, 0.5)
    expect(table.isHopeless('a')).toBe(false)
    table.reached('b', 2, 0.4)
    expect([table.isHopeless('a'), table.isHopeless('b')]).toEqual([true, false])
    table.reached('c', 2, 0.6)
    table.reached('d', 2, 0.7)
    // Two of four go on.
    expect(['a', 'b', 'c', 'd'].map((member) => table.isHopeless(member))).toEqual([false, false, true, true])
    table.reached('b', 4, 0.3)
    table.reached('a', 4, 0.35)
    expect(table.isHopeless('a')).toBe(true)
  })
})
