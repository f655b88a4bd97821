/**
 * Eigenvalues and eigenvectors of a symmetric matrix in double precision, for where native TensorFlow's are not there:
 * Householder's reduction to a tridiagonal matrix, then implicit QL (Golub and Van Loan, Matrix Computations, 8.3).
 * ml-matrix takes as long (18 s for 1536 × 1536), but blocks the process until it is done; this gives way after every
 * column. Inner loops run along columns, whose values are contiguous.
 */
import { setImmediate as turn } from 'node:timers/promises'

export interface Spectrum {
  /** [size], in no order. */
  values: Float64Array
  /** [size, size]: the vector of value i begins at i · size; orthonormal. */
  vectors: Float64Array
}

interface Tridiagonal {
  diagonal: Float64Array
  /** [size]; the last is 0. */
  beside: Float64Array
}

/** About two are usual. */
const mostSweeps = 60

/**
 * @param matrix [size, size], symmetric; it is not changed
 * @throws Error when it has values that are not finite
 */
export async function symmetricEigen(matrix: ArrayLike<number>, size: number): Promise<Spectrum> {
  const reduced = Float64Array.from(matrix)
  const { tridiagonal, scales } = await tridiagonalised(reduced, size)
  const vectors = await product(reduced, scales, size)
  await diagonalise(tridiagonal, vectors, size)
  return { values: tridiagonal.diagonal, vectors }
}

/**
 * A = Q T Qᵀ with Q = H₀ H₁ …, Hₖ = I − scaleₖ v vᵀ. Of `matrix` only the lower triangle is used; below its diagonal
 * column k is v of Hₖ afterwards.
 */
async function tridiagonalised(
  matrix: Float64Array, size: number
): Promise<{ tridiagonal: Tridiagonal; scales: Float64Array }> {
  const [diagonal, beside, scales] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  for (let k = 0; k < size; k++) {
    diagonal[k] = matrix[k * size + k]
    const v = matrix.subarray(k * size + k + 1, (k + 1) * size)
    const length = Math.sqrt(dot(v, v))
    if (length === 0) continue
    beside[k] = v[0] > 0 ? -length : length
    v[0] -= beside[k]
    scales[k] = 2 / dot(v, v)
    reflectBothSides(matrix, size, k + 1, v, scales[k])
    await turn()
  }
  return { tridiagonal: { diagonal, beside }, scales }
}

/**
 * A ← H A H = A − vwᵀ − wvᵀ with w = p − (scale / 2 pᵀv) v, p = scale A v: of the rows and columns from `from` on,
 * lower triangle only.
 */
function reflectBothSides(matrix: Float64Array, size: number, from: number, v: Float64Array, scale: number): void {
  const length = size - from
  const w = new Float64Array(length)
  for (let j = 0; j < length; j++) {
    const start = (from + j) * size + from
    const across = v[j]
    let sum = matrix[start + j] * across
    for (let i = j + 1; i < length; i++) {
      const value = matrix[start + i]
      sum += value * v[i]
      w[i] += value * across
    }
    w[j] += sum
  }
  const share = scale * dot(w, v) / 2
  for (let i = 0; i < length; i++) w[i] = scale * (w[i] - share * v[i])
  for (let j = 0; j < length; j++) {
    const start = (from + j) * size + from
    const vj = v[j]
    const wj = w[j]
    for (let i = j; i < length; i++) matrix[start + i] -= v[i] * wj + w[i] * vj
  }
}

/** Q, by its columns. */
async function product(reflections: Float64Array, scales: Float64Array, size: number): Promise<Float64Array> {
  const basis = new Float64Array(size * size)
  for (let i = 0; i < size; i++) basis[i * size + i] = 1
  for (let k = size - 1; k >= 0; k--) {
    if (scales[k] === 0) continue
    const v = reflections.subarray(k * size + k + 1, (k + 1) * size)
    for (let j = k + 1; j < size; j++) {
      const column = basis.subarray(j * size + k + 1, (j + 1) * size)
      const share = scales[k] * dot(v, column)
      for (let i = 0; i < v.length; i++) column[i] -= share * v[i]
    }
    await turn()
  }
  return basis
}

/** Makes T diagonal by rotations, and multiplies `vectors` by them. */
async function diagonalise({ diagonal, beside }: Tridiagonal, vectors: Float64Array, size: number): Promise<void> {
  const largest = diagonal.reduce((most, value, i) => Math.max(most, Math.abs(value) + Math.abs(beside[i])), 0)
  if (!Number.isFinite(largest)) throw new Error('a matrix has values that are not finite, and so no eigenvalues')
  const negligible = Number.EPSILON * largest
  for (let first = 0; first < size; first++) {
    for (let sweeps = 0; Math.abs(beside[first]) > negligible; sweeps++) {
      if (sweeps === mostSweeps) throw new Error('the eigenvalues of a matrix were not found')
      let last = first + 1
      while (Math.abs(beside[last]) > negligible) last++
      sweep(diagonal, beside, vectors, size, first, last)
      await turn()
    }
  }
}

/** One step of QL with Wilkinson's shift, on the block from `first` to `last`. */
function sweep(
  diagonal: Float64Array, beside: Float64Array, vectors: Float64Array, size: number, first: number, last: number
): void {
  const half = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
  const shift = diagonal[first] - beside[first] / (half + (half < 0 ? -1 : 1) * Math.hypot(half, 1))
  let [sine, cosine, carried, chased] = [1, 1, 0, diagonal[last] - shift]
  for (let i = last - 1; i >= first; i--) {
    const [out, kept] = [sine * beside[i], cosine * beside[i]]
    const length = Math.hypot(out, chased)
    beside[i + 1] = length
    if (length === 0) {
      diagonal[i + 1] -= carried
      beside[last] = 0
      return
    }
    sine = out / length
    cosine = chased / length
    const lower = diagonal[i + 1] - carried
    const turned = (diagonal[i] - lower) * sine + 2 * cosine * kept
    carried = sine * turned
    diagonal[i + 1] = lower + carried
    chased = cosine * turned - kept
    rotate(vectors, i * size, size, cosine, sine)
  }
  diagonal[first] -= carried
  beside[first] = chased
  beside[last] = 0
}

/** The column at `start` and the one after it. */
function rotate(vectors: Float64Array, start: number, size: number, cosine: number, sine: number): void {
  for (let i = start; i < start + size; i++) {
    const one = vectors[i]
    const other = vectors[i + size]
    vectors[i + size] = sine * one + cosine * other
    vectors[i] = cosine * one - sine * other
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}
