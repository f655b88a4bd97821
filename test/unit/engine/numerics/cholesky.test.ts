/** Cholesky's factor against one that is known, and solutions against what they have to give. */
import { expect, it } from 'vitest'
import { factorised, solve } from '../../../../main/engine/numerics/cholesky'
import { random } from '../../../../main/engine/random'

it('gives the factor of a matrix of whole numbers', () => {
  const matrix = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98)
  expect([...factorised(matrix, 3)]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3])
})

it('solves systems of several right sides', () => {
  const [size, columns] = [20, 3]
  const stream = random(1, 'system')
  const half = Float64Array.from({ length: size * size }, () => stream.normal())
  const entry = (i: number, j: number): number =>
    half.subarray(i * size, (i + 1) * size).reduce((sum, value, k) => sum + value * half[j * size + k], i === j ? 1 : 0)
  const matrix = Float64Array.from({ length: size * size }, (_, at) => entry(Math.floor(at / size), at % size))
  const expected = Float64Array.from({ length: size * columns }, () => stream.normal())
  const values = Float64Array.from({ length: size * columns }, (_, at) =>
    Array.from({ length: size }, (_row, k) => matrix[Math.floor(at / columns) * size + k] *
      expected[k * columns + (at % columns)]).reduce((sum, value) => sum + value, 0))
  solve(factorised(matrix, size), size, values, columns)
  values.forEach((value, i) => { expect(value).toBeCloseTo(expected[i], 9) })
})
