/**
 * U and v of a masked network. With vec(A) stacking columns, vec(A X B) = (Bᵀ ⊗ A) vec X gives
 *
 *     U¹ = xᵀ ⊗ M¹,  v¹ = vec W¹,  U^{l+1} = vec(U^l)ᵀ ⊗ M^{l+1},  v^{l+1} = v^l ⊗ vec W^{l+1},  F = U^L v^L.
 *
 * Seed 000 prints (14) and (17) without the transpose, which leaves the product undefined.
 */
import { matrix, type Matrix } from './network'

/** Columns, one under the other: entry (r, c) at c · rows + r. */
export function stackedColumns({ rows, columns, values }: Matrix): Float64Array {
  const stacked = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) stacked[column * rows + row] = values[row * columns + column]
  return stacked
}

/** uᵀ ⊗ diag(m) [m, u · m]. */
export function kroneckerDiagonal(row: Float64Array, diagonal: Float64Array): Matrix {
  const rows = diagonal.length
  const columns = row.length * rows
  const values = new Float64Array(rows * columns)
  for (let block = 0; block < row.length; block++)
    for (let i = 0; i < rows; i++) values[i * columns + block * rows + i] = row[block] * diagonal[i]
  return { rows, columns, values }
}

/** One ⊗ other, of vectors. */
export function kronecker(one: Float64Array, other: Float64Array): Float64Array {
  const result = new Float64Array(one.length * other.length)
  for (let i = 0; i < one.length; i++)
    for (let j = 0; j < other.length; j++) result[i * other.length + j] = one[i] * other[j]
  return result
}

export interface Factors { u: Matrix; v: Float64Array }

/** @param first U¹ and v¹: others than those above for a convolution */
export function factorsOf(
  first: Factors, masks: readonly Float64Array[], weights: readonly Matrix[]
): Factors {
  let { u, v } = first
  masks.forEach((mask, at) => {
    u = kroneckerDiagonal(stackedColumns(u), mask)
    v = kronecker(v, stackedColumns(weights[at]))
  })
  return { u, v }
}

/** @param masks of every layer, the last all ones */
export const denseFactors = (
  input: Float64Array, masks: readonly Float64Array[], weights: readonly Matrix[]
): Factors => factorsOf(
  { u: kroneckerDiagonal(input, masks[0]), v: stackedColumns(weights[0]) }, masks.slice(1), weights.slice(1)
)

/**
 * The same without columns that are zero for every input: a column for each path from an input through one unit of
 * every layer to an output, of which it counts for that output alone. Both as [paths], those of one output last.
 */
export function pathFactors(
  input: Float64Array, masks: readonly Float64Array[], weights: readonly Matrix[]
): { u: Float64Array; v: Float64Array } {
  let u = input
  let v: Float64Array = input.map(() => 1)
  weights.forEach(({ rows, columns, values }, layer) => {
    u = kronecker(u, masks[layer])
    const extended = new Float64Array(v.length * rows)
    for (let path = 0; path < v.length; path++)
      for (let unit = 0; unit < rows; unit++)
        extended[path * rows + unit] = v[path] * values[unit * columns + (path % columns)]
    v = extended
  })
  return { u, v }
}

/** F of path factors: for each output the sum over its paths. */
export function pathOutput({ u, v }: { u: Float64Array; v: Float64Array }, outputs: number): Float64Array {
  const output = new Float64Array(outputs)
  for (let path = 0; path < u.length; path++) output[path % outputs] += u[path] * v[path]
  return output
}

/**
 * A convolution without padding, on one channel. Its weights as a matrix are T k with k [kernel, kernel, filters] and T
 * of zeros and ones; U¹ = (xᵀ ⊗ M¹) T has a column for each weight of the kernel.
 */
export interface Convolution { image: number; kernel: number; filters: number; stride: number }

export const acrossOf = ({ image, kernel, stride }: Convolution): number => Math.floor((image - kernel) / stride) + 1

/** U¹ [positions · filters, kernel² · filters], units as [row, column, filter]. */
export function convolutionFactor(own: Convolution, input: Float64Array, mask: Float64Array): Matrix {
  const { image, kernel, filters, stride } = own
  const across = acrossOf(own)
  return matrix(across ** 2 * filters, kernel ** 2 * filters, (unit, weight) => {
    if (unit % filters !== weight % filters) return 0
    const [position, tap] = [Math.floor(unit / filters), Math.floor(weight / filters)]
    const row = Math.floor(position / across) * stride + Math.floor(tap / kernel)
    const column = (position % across) * stride + (tap % kernel)
    return mask[unit] * input[row * image + column]
  })
}
