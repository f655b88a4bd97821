/** Against Cholesky's solution, and what each step does to the quadratic. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factorised, solve } from '../../../../main/engine/numerics/cholesky'
import { conjugateGradients } from '../../../../main/engine/numerics/conjugate-gradients'
import { random } from '../../../../main/engine/random'

/** G Gᵀ + I of a random G, and its product. */
function system(size: number, seed: number) {
  const stream = random(seed, 'system')
  const factor = Float64Array.from({ length: size * size }, () => stream.normal())
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let k = 0; k < size; k++) matrix[i * size + j]! += factor[i * size + k]! * factor[j * size + k]!
  for (let i = 0; i < size; i++) matrix[i * (size + 1)]! += 1
  const times = (vector: Float64Array): Float64Array => vector.map((_value, i) =>
    vector.reduce((sum, value, j) => sum + matrix[i * size + j]! * value, 0))
  return { matrix, times, right: Float64Array.from({ length: size }, () => stream.normal()) }
}
const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((sum, value, i) => sum + value * other[i]!, 0)

describe('conjugate gradients', () => {
  it('find the solution in some more steps than unknowns', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.nat(1e6), async (size, seed) => {
      const { matrix, times, right } = system(size, seed)
      const expected = right.slice()
      solve(factorised(matrix, size), size, expected, 1)
      const found = await conjugateGradients(async (vector) => times(vector), right, { steps: 60, tolerance: 1e-12 })
      for (let i = 0; i < size; i++) expect(found[i]).toBeCloseTo(expected[i]!, 8)
    }), { numRuns: 40 })
  })

  it('lower ½ xᵀA x − bᵀx with every step', async () => {
    const { times, right } = system(10, 4)
    let least = 0
    for (let steps = 1; steps <= 8; steps++) {
      const found = await conjugateGradients(async (vector) => times(vector), right, { steps, tolerance: 0 })
      const value = dot(found, times(found)) / 2 - dot(right, found)
      expect(value).toBeLessThan(least)
      least = value
    }
  })

  it('stop where the curvature is not positive, and at zero for nothing on the right', async () => {
    const wanted = { steps: 5, tolerance: 0 }
    const turned = async (vector: Float64Array): Promise<Float64Array> => vector.map((value) => -value)
    expect(await conjugateGradients(turned, Float64Array.of(1, 2), wanted)).toEqual(new Float64Array(2))
    expect(await conjugateGradients(turned, new Float64Array(3), wanted)).toEqual(new Float64Array(3))
  })
})
