/** How far two programs' values are from each other. */

/** Of the range of values: float32 sums in another order differ by some 1e-6, another network by far more. */
export const mostDifference = 1e-4

/**
 * Of a file that rounds to float16 or less between its operators, run as it is: each rounding is 2⁻¹¹ of a value (2⁻⁸
 * in bfloat16), and some tens of them add up. Measured are 1e-5 to 2e-3. That it is the same network is seen where it
 * computes in float32, within the bound above.
 */
export const mostRoundedDifference = 2e-2

/** Numbers that lie close together for their size have a wider range here: float32 keeps some 1e-6 of their size. */
const leastRange = 1e-2

/**
 * Largest difference, as a fraction of the range (largest − smallest) of what the file's own runtime gives.
 * @returns Infinity where one has more values, or a value that is no number where the other's is one
 */
export function relativeDifference(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) return Infinity
  let [largest, smallest, difference] = [-Infinity, Infinity, 0]
  for (let i = 0; i < theirs.length; i++) {
    // Both may overflow alike.
    if (Object.is(ours[i], theirs[i]) && !Number.isFinite(theirs[i])) continue
    const distance = Math.abs(ours[i] - theirs[i])
    if (!Number.isFinite(distance)) return Infinity
    difference = Math.max(difference, distance)
    largest = Math.max(largest, theirs[i])
    smallest = Math.min(smallest, theirs[i])
  }
  const range = Math.max(largest - smallest, leastRange * Math.max(Math.abs(largest), Math.abs(smallest)))
  return difference === 0 ? 0 : difference / range
}
