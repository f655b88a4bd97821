/** Singular values by the eigenvalues of the smaller Gram matrix: small ones are known to half the digits. */
import { symmetricEigen } from './symmetric-eigen'

/** Of a row-major matrix, the largest first. */
export async function singularValues(matrix: Float64Array, rows: number, columns: number): Promise<Float64Array> {
  const size = Math.min(rows, columns)
  const at = columns <= rows
    ? (n: number, i: number) => matrix[n * columns + i]
    : (n: number, i: number) => matrix[i * columns + n]
  const gram = new Float64Array(size * size)
  for (let n = 0; n < Math.max(rows, columns); n++)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gram[i * size + j] += at(n, i) * at(n, j)
  const { values } = await symmetricEigen(gram, size)
  return values.map((value) => Math.sqrt(Math.max(0, value))).sort().reverse()
}
