/**
 * Least squares of any rank, by Householder's QR with pivoted columns and, where the rank is less than the columns, a
 * second one that finds the shortest solution (Golub and Van Loan, Matrix Computations, 5.5). It does not square the
 * condition number, as normal equations do.
 */

/** Householder's vectors in a matrix by columns: below its diagonal those of each column, with their scales. */
interface Reflected {
  /** [columns, rows]. */
  columns: Float64Array
  rows: number
  scales: Float64Array
  diagonal: Float64Array
  count: number
}

export class LeastSquares {
  readonly rank: number
  readonly #columns: number
  readonly #order: Int32Array
  readonly #first: Reflected
  /** Of the transpose of the upper rows; null where the rank is that of all columns. */
  readonly #second: Reflected | null

  /** @param matrix [rows, columns], row-major; it is not changed */
  constructor(matrix: Float64Array, rows: number, columns: number) {
    const byColumns = new Float64Array(rows * columns)
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) byColumns[j * rows + i] = matrix[i * columns + j]
    this.#order = Int32Array.from({ length: columns }, (_, j) => j)
    this.#first = reflected(byColumns, rows, columns, this.#order)
    this.#columns = columns
    this.rank = this.#first.count
    this.#second = this.rank === columns ? null : this.#ofUpperRows()
  }

  #ofUpperRows(): Reflected {
    const { columns: own, rows, diagonal, count } = this.#first
    const upper = new Float64Array(count * this.#columns)
    for (let i = 0; i < count; i++) {
      upper[i * this.#columns + i] = diagonal[i]
      for (let j = i + 1; j < this.#columns; j++) upper[i * this.#columns + j] = own[j * rows + i]
    }
    return reflected(upper, this.#columns, count, null)
  }

  /** @param values [rows, right], row-major @returns [columns, right]: of all that fit best the shortest */
  solve(values: Float64Array, right = 1): Float64Array {
    const result = new Float64Array(this.#columns * right)
    const column = new Float64Array(this.#first.rows)
    for (let c = 0; c < right; c++) {
      for (let i = 0; i < column.length; i++) column[i] = values[i * right + c]
      const solution = this.#solved(column)
      for (let j = 0; j < this.#columns; j++) result[this.#order[j] * right + c] = solution[j]
    }
    return result
  }

  /** In the order of the pivots. `column` is used up. */
  #solved(column: Float64Array): Float64Array {
    const { columns: own, rows, diagonal, count } = this.#first
    for (let k = 0; k < count; k++) reflect(this.#first, k, column, 0)
    const solution = new Float64Array(this.#columns)
    if (this.#second === null) {
      for (let i = count - 1; i >= 0; i--) {
        let left = column[i]
        for (let j = i + 1; j < count; j++) left -= own[j * rows + i] * solution[j]
        solution[i] = left / diagonal[i]
      }
      return solution
    }
    const { columns: lower, rows: height, diagonal: along } = this.#second
    for (let i = 0; i < count; i++) {
      let left = column[i]
      for (let j = 0; j < i; j++) left -= lower[i * height + j] * solution[j]
      solution[i] = left / along[i]
    }
    for (let k = count - 1; k >= 0; k--) reflect(this.#second, k, solution, 0)
    return solution
  }
}

/** @param order of the columns, which pivoting changes; null where none is wanted, and the rank is full */
function reflected(matrix: Float64Array, rows: number, columns: number, order: Int32Array | null): Reflected {
  const most = Math.min(rows, columns)
  const result: Reflected = {
    columns: matrix, rows, scales: new Float64Array(most), diagonal: new Float64Array(most), count: most
  }
  for (let k = 0; k < most; k++) {
    if (order !== null) pivot(matrix, rows, columns, k, order)
    const length = lengthOf(matrix, k * rows + k, (k + 1) * rows)
    if (order !== null && length <= Number.EPSILON * Math.max(rows, columns) * Math.abs(result.diagonal[0])) {
      result.count = k
      break
    }
    const at = k * rows + k
    result.diagonal[k] = matrix[at] > 0 ? -length : length
    matrix[at] -= result.diagonal[k]
    result.scales[k] = 2 / lengthOf(matrix, at, (k + 1) * rows) ** 2
    for (let j = k + 1; j < columns; j++) reflect(result, k, matrix, j * rows)
  }
  return result
}

/** Brings the column that is longest from row k on to place k. */
function pivot(matrix: Float64Array, rows: number, columns: number, k: number, order: Int32Array): void {
  let [longest, length] = [k, -1]
  for (let j = k; j < columns; j++) {
    const own = lengthOf(matrix, j * rows + k, (j + 1) * rows)
    if (own > length) [longest, length] = [j, own]
  }
  if (longest === k) return
  const moved = matrix.slice(k * rows, (k + 1) * rows)
  matrix.copyWithin(k * rows, longest * rows, (longest + 1) * rows)
  matrix.set(moved, longest * rows)
  const index = order[k]
  order[k] = order[longest]
  order[longest] = index
}

/** x ← (I − scale v vᵀ) x with the vector v of step k; x begins at `start`. */
function reflect({ columns, rows, scales }: Reflected, k: number, values: Float64Array, start: number): void {
  const vector = k * rows
  let share = 0
  for (let i = k; i < rows; i++) share += columns[vector + i] * values[start + i]
  share *= scales[k]
  for (let i = k; i < rows; i++) values[start + i] -= share * columns[vector + i]
}

function lengthOf(values: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i] * values[i]
  return Math.sqrt(sum)
}
