/** Systems of a symmetric positive matrix, by Cholesky's factor. Matrices are row-major. */

/** The lower L with L Lᵀ = `matrix` [size, size], of which only the lower half is read. */
export function factorised(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let left = matrix[i * size + j]
      for (let k = 0; k < j; k++) left -= lower[i * size + k] * lower[j * size + k]
      lower[i * size + j] = i === j ? Math.sqrt(left) : left / lower[j * size + j]
    }
  return lower
}

/** Solves L Lᵀ X = B for X, in the place of B [size, columns]. */
export function solve(lower: Float64Array, size: number, values: Float64Array, columns: number): void {
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) takeRow(values, columns, i, k, lower[i * size + k])
    divideRow(values, columns, i, lower[i * size + i])
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) takeRow(values, columns, i, k, lower[k * size + i])
    divideRow(values, columns, i, lower[i * size + i])
  }
}

function takeRow(values: Float64Array, columns: number, from: number, row: number, times: number): void {
  for (let c = 0; c < columns; c++) values[from * columns + c] -= times * values[row * columns + c]
}

function divideRow(values: Float64Array, columns: number, row: number, by: number): void {
  for (let c = 0; c < columns; c++) values[row * columns + c] /= by
}
