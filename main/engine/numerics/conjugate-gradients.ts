/**
 * Solves A x = b for a symmetric positive A that is known by its products alone (Hestenes and Stiefel), one operation
 * after the other in Float64. Products may come later, computed on a device.
 */

export interface Wanted {
  /** Products with A at most. */
  steps: number
  /** It ends where ‖b − A x‖ is at most this share of ‖b‖. */
  tolerance: number
}

/** From x = 0. Every step lowers ½ xᵀA x − bᵀx, so that stopping early leaves a direction of descent. */
export async function conjugateGradients(
  product: (vector: Float64Array) => Promise<Float64Array>, right: Float64Array, { steps, tolerance }: Wanted
): Promise<Float64Array> {
  const found = new Float64Array(right.length)
  const residual = right.slice()
  let direction = right.slice()
  let squared = dot(residual, residual)
  const enough = tolerance ** 2 * squared
  for (let step = 0; step < steps && squared > enough; step++) {
    const turned = await product(direction)
    const curvature = dot(direction, turned)
    // Rounding has eaten the curvature: further steps would go anywhere.
    if (!(curvature > 0)) break
    const length = squared / curvature
    for (let i = 0; i < found.length; i++) {
      found[i] += length * direction[i]
      residual[i] -= length * turned[i]
    }
    const next = dot(residual, residual)
    direction = direction.map((value, i) => residual[i] + (next / squared) * value)
    squared = next
  }
  return found
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}
