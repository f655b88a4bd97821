/** Gram matrices, built row by row. */

/** Adds r rᵀ, of which only the lower triangle is kept up to date. */
export function addOuter(gram: Float64Array, row: Float64Array): void {
  const size = row.length
  for (let i = 0; i < size; i++) {
    const value = row[i]
    if (value === 0) continue
    for (let j = 0; j <= i; j++) gram[i * size + j] += value * row[j]
  }
}

/** Fills the upper triangle from the lower one. */
export function mirror(gram: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) gram[j * size + i] = gram[i * size + j]
}
