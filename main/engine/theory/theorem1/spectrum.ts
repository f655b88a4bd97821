/** Extreme eigenvalues of UᵀU, from the Gram matrix alone, and what they are for Gaussian input. */
import { symmetricEigen } from '../../numerics/symmetric-eigen'
import type { Design } from '../design'
import { addOuter, mirror } from '../../numerics/gram'

/**
 * Eigenvalues of (rows)ᵀ(rows) / N for the first N rows of a design, ascending, for every N.
 * @param samples ascending
 */
export async function spectra({ units, width, values }: Design, samples: readonly number[]): Promise<Float64Array[]> {
  const size = units * width
  const gram = new Float64Array(size * size)
  const results: Float64Array[] = []
  let row = 0
  for (const count of samples) {
    for (; row < count; row++) addOuter(gram, values.subarray(row * size, (row + 1) * size))
    const whole = gram.map((value) => value / count)
    mirror(whole, size)
    const eigenvalues = (await symmetricEigen(whole, size)).values.sort()
    const largest = eigenvalues[size - 1]
    // What rounding leaves of a zero is not told from one.
    results.push(eigenvalues.map((value) => (value < size * Number.EPSILON * largest ? 0 : value)))
  }
  return results
}

/**
 * E[UᵀU] / N for one filter on k patches of p standard normal values: ½ in the directions across the filter, and along
 * it E of max(0, z) max(0, z') over patches. Masks that do not depend on the input leave ½ alone.
 */
export function populationSpectrum(p: number, k: number, masks: 'teacher' | 'random'): Float64Array {
  const half = new Float64Array(p * k).fill(0.5)
  if (masks === 'random' || k === 1) return half
  half.fill(0.5 - 1 / (2 * Math.PI), 0, k - 1)
  half[p * k - 1] = 0.5 + (k - 1) / (2 * Math.PI)
  return half
}

/** κ² of N rows of D independent columns, by Marchenko and Pastur; infinite for N ≤ D. */
export function marchenkoPastur(columns: number, rows: number): number {
  const share = Math.sqrt(columns / rows)
  return share < 1 ? ((1 + share) / (1 - share)) ** 2 : Infinity
}
