import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../../main/engine/random'

describe('random', () => {
  it('gives the same stream for the same seed and purpose, another for any other', () => {
    const draw = (...purpose: [number, string, number?]): number[] => {
      const stream = random(purpose[0], ...purpose.slice(1) as (string | number)[])
      return Array.from({ length: 8 }, () => stream.uniform())
    }
    expect(draw(1, 'order', 0)).toEqual(draw(1, 'order', 0))
    expect(draw(1, 'order', 0)).not.toEqual(draw(2, 'order', 0))
    expect(draw(1, 'order', 0)).not.toEqual(draw(1, 'order', 1))
    expect(draw(1, 'order')).not.toEqual(draw(1, 'weights'))
  })

  it('permutes: every index once', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 300 }), (seed, count) => {
      const sorted = [...random(seed, 'permutation').permutation(count)].sort((a, b) => a - b)
      expect(sorted).toEqual(Array.from({ length: count }, (_, i) => i))
    }))
  })

  it('has the moments of its distributions', () => {
    const stream = random(7, 'moments')
    const count = 100_000
    // Five standard errors: a correct generator fails less than once in a million seeds, and this seed is fixed.
    const uniforms = Array.from({ length: count }, () => stream.uniform())
    const normals = Array.from({ length: count }, () => stream.normal())
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / count
    expect(Math.abs(mean(uniforms) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count))
    expect(Math.abs(mean(normals))).toBeLessThan(5 / Math.sqrt(count))
    expect(Math.abs(mean(normals.map((value) => value * value)) - 1)).toBeLessThan(5 * Math.sqrt(2 / count))
  })
})
