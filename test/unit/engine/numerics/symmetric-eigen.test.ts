import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { symmetricEigen, type Spectrum } from '../../../../main/engine/numerics/symmetric-eigen'
import { random } from '../../../../main/engine/random'
import { describeWithPython, runPython } from '../../../fixtures/python'
import { temporaryFolder } from '../../../fixtures/temporary'

type Entry = (row: number, column: number) => number

const symmetric = (size: number, entry: Entry): Float64Array => Float64Array.from({ length: size * size }, (_, i) => {
  const [row, column] = [Math.floor(i / size), i % size]
  return entry(Math.max(row, column), Math.min(row, column))
})

/** Products of normal vectors, of which there are `rank`; positive semidefinite. */
function products(size: number, rank: number): Float64Array {
  const stream = random(1, 'eigen', size, rank)
  const factors = Float64Array.from({ length: size * rank }, () => stream.normal())
  return symmetric(size, (row, column) => {
    let sum = 0
    for (let k = 0; k < rank; k++) sum += factors[row * rank + k] * factors[column * rank + k]
    return sum
  })
}

const stream = random(2, 'eigen')
const noise = Float64Array.from({ length: 90 * 90 }, () => stream.normal())

const matrices: [title: string, size: number, matrix: Float64Array][] = [
  ['of one value', 1, Float64Array.of(-3)],
  ['of two', 2, Float64Array.of(1, 2, 2, 1)],
  ['of zeros', 5, new Float64Array(25)],
  ['that is diagonal', 6, symmetric(6, (row, column) => (row === column ? row % 3 : 0))],
  ['of one value everywhere', 40, symmetric(40, () => 7)],
  ['with values of both signs', 90, symmetric(90, (row, column) => noise[row * 90 + column])],
  ['of products', 120, products(120, 200)],
  ['of fewer products than values', 120, products(120, 17)],
  ['of values from 1e-12 to 1e12', 25, symmetric(25, (row, column) => (row === column ? 10 ** (row - 12) : 1e-9))]
]

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** The largest entry of A v − λ v and of VᵀV − I. */
function residuals(matrix: Float64Array, size: number, { values, vectors }: Spectrum): [number, number] {
  let [wrong, skew] = [0, 0]
  for (let n = 0; n < size; n++) {
    const vector = vectors.subarray(n * size, (n + 1) * size)
    for (let row = 0; row < size; row++) {
      let [product, overlap] = [0, 0]
      for (let k = 0; k < size; k++) {
        product += matrix[row * size + k] * vector[k]
        overlap += vectors[row * size + k] * vector[k]
      }
      wrong = Math.max(wrong, Math.abs(product - values[n] * vector[row]))
      skew = Math.max(skew, Math.abs(overlap - Number(row === n)))
    }
  }
  return [wrong, skew]
}

describe.each(matrices)('a symmetric matrix %s', (_title, size, matrix) => {
  it('has eigenvectors that are orthonormal, and is left as it was', async () => {
    const before = matrix.slice()
    const [wrong, skew] = residuals(matrix, size, await symmetricEigen(matrix, size))
    expect(wrong).toBeLessThanOrEqual(1e-13 * size * largest(matrix))
    expect(skew).toBeLessThan(1e-13 * size)
    expect(matrix).toEqual(before)
  })
})

describeWithPython('NumPy finds', () => {
  it.each(matrices)('the same eigenvalues of a matrix %s', async (_title, size, matrix) => {
    const { values } = await symmetricEigen(matrix, size)
    const path = join(temporaryFolder(), 'matrix')
    writeFileSync(path, matrix)
    const expected = JSON.parse(runPython('recompute_eigenvalues.py', path, String(size))) as number[]
    const most = 1e-14 * size * largest(matrix)
    values.sort().forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(most))
  })
})

it('does not stop others, however large the matrix', async () => {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await symmetricEigen(products(250, 300), 250)
  clearInterval(timer)
  expect(turns).toBeGreaterThan(20)
})

it('refuses values that are not finite', async () => {
  await expect(symmetricEigen(Float64Array.of(1, NaN, NaN, 1), 2)).rejects.toThrow('not finite')
})
