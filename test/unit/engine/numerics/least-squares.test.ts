/** Least squares against what they have to give, and against NumPy's, of full rank and of less. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LeastSquares } from '../../../../main/engine/numerics/least-squares'
import { random } from '../../../../main/engine/random'

/** Row-major product. */
function product(one: Float64Array, other: Float64Array, rows: number, inner: number, columns: number): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns]
    let sum = 0
    for (let i = 0; i < inner; i++) sum += one[row * inner + i]! * other[i * columns + column]!
    return sum
  })
}

const normal = (seed: number, length: number): Float64Array => {
  const stream = random(seed, 'least squares')
  return Float64Array.from({ length }, () => stream.normal())
}
const transposed = (matrix: Float64Array, rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!)
const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('least squares', () => {
  it('are those that numpy.linalg.lstsq finds', () => {
    // np.linalg.lstsq([[1,2],[3,4],[5,6]], [1,0,2]), and of a matrix of rank 1 and of a wide one.
    const cases: [number[], number, number, number[], number[]][] = [
      [[1, 2, 3, 4, 5, 6], 3, 2, [1, 0, 2], [0, 1 / 4]],
      [[1, 2, 2, 4, 3, 6], 3, 2, [1, 2, 3], [0.2, 0.4]],
      [[1, 2, 3, 4, 5, 6], 2, 3, [1, 2], [-1 / 18, 1 / 9, 5 / 18]],
      [[0, 0, 0, 0], 2, 2, [1, 1], [0, 0]]
    ]
    for (const [matrix, rows, columns, values, expected] of cases) {
      const found = new LeastSquares(Float64Array.from(matrix), rows, columns).solve(Float64Array.from(values))
      found.forEach((value, i) => { expect(value).toBeCloseTo(expected[i]!, 12) })
    }
  })

  it('leave a residual across the matrix, and are the shortest of all', () => {
    const size = fc.integer({ min: 1, max: 8 })
    fc.assert(fc.property(size, size, size, fc.integer({ min: 1, max: 1e6 }), (rows, columns, inner, seed) => {
      const matrix = product(normal(seed, rows * inner), normal(seed + 1, inner * columns), rows, inner, columns)
      const values = normal(seed + 2, rows * 2)
      const system = new LeastSquares(matrix, rows, columns)
      expect(system.rank).toBe(Math.min(rows, columns, inner))
      const found = system.solve(values, 2)
      const residual = product(matrix, found, rows, columns, 2).map((value, i) => value - values[i]!)
      const scale = largest(matrix) ** 2 * (largest(found) + 1) + largest(values)
      expect(largest(product(transposed(matrix, rows, columns), residual, columns, rows, 2))).toBeLessThan(1e-9 * scale)
      // The shortest solution lies in the row space: it is what a system of the transpose can give.
      const rowSpace = new LeastSquares(transposed(matrix, rows, columns), columns, rows)
      const again = product(transposed(matrix, rows, columns), rowSpace.solve(found, 2), columns, rows, 2)
      expect(largest(again.map((value, i) => value - found[i]!))).toBeLessThan(1e-7 * (1 + largest(found)))
    }), { numRuns: 300 })
  })

  it('do not square the condition number', () => {
    // Läuchli's matrix: its Gram matrix is singular in float64.
    const small = 1e-9
    const matrix = Float64Array.of(1, 1, small, 0, 0, small)
    const found = new LeastSquares(matrix, 3, 2).solve(Float64Array.of(2, small, small))
    found.forEach((value) => { expect(Math.abs(value - 1)).toBeLessThan(1e-6) })
  })
})
