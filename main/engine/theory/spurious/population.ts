/**
 * Closed forms of the population loss ℓ = ½ E (f(Z; v, a) − f(Z; w*, a*))² over standard normal patches, ‖w*‖ = 1,
 * f(Z) = Σ_j a_j max(0, wᵀZ_j), w = v / ‖v‖, φ the angle between v and w* (Du et al., "Gradient descent learns
 * one-hidden-layer CNN"; derived anew and checked against samples):
 *
 *     ℓ = ½ { aᵀA a + a*ᵀA a* − 2 aᵀB(φ) a* },  2π A = (π−1) I + 11ᵀ,  2π B(φ) = (g(φ)−1) I + 11ᵀ
 */

const { PI } = Math

/** Output weights a* of a teacher, with what the closed forms need of them. */
export interface Teacher {
  output: Float64Array
  /** 1ᵀa*. */
  sum: number
  /** ‖a*‖². */
  squares: number
}

export function teacherOf(output: Float64Array): Teacher {
  return { output, sum: sumOf(output), squares: dot(output, output) }
}

/** g(φ) = (π−φ) cos φ + sin φ: 2π E[max(0, wᵀz) max(0, w*ᵀz)]. */
export const overlap = (angle: number): number => (PI - angle) * Math.cos(angle) + Math.sin(angle)

export function populationLoss(angle: number, output: Float64Array, teacher: Teacher): number {
  const sum = sumOf(output)
  const own = (PI - 1) * dot(output, output) + sum ** 2
  const taught = (PI - 1) * teacher.squares + teacher.sum ** 2
  const shared = (overlap(angle) - 1) * dot(output, teacher.output) + sum * teacher.sum
  return (own + taught - 2 * shared) / (4 * PI)
}

/** ∇_a ℓ = A a − B(φ) a*, into `gradient`. */
export function outputGradient(
  angle: number, output: Float64Array, teacher: Teacher, gradient: Float64Array
): void {
  const sums = sumOf(output) - teacher.sum
  const shared = overlap(angle) - 1
  for (let j = 0; j < output.length; j++)
    gradient[j] = (sums + (PI - 1) * output[j] - shared * teacher.output[j]) / (2 * PI)
}

/**
 * ∇_v ℓ = −(π−φ)(aᵀa*) / (2π‖v‖) · (I − vvᵀ/‖v‖²) w*, into `gradient`; w* is the first unit vector, as the loss
 * depends on the angle alone.
 */
export function filterGradient(
  filter: Float64Array, output: Float64Array, teacher: Teacher, gradient: Float64Array
): void {
  const length = Math.sqrt(dot(filter, filter))
  const cosine = filter[0] / length
  const factor = -(PI - angleOf(filter)) * dot(output, teacher.output) / (2 * PI * length)
  for (let i = 0; i < filter.length; i++)
    gradient[i] = factor * ((i === 0 ? 1 : 0) - (cosine * filter[i]) / length)
}

/** Between the filter and w*, the first unit vector; atan2 keeps small angles exact, which acos does not. */
export function angleOf(filter: Float64Array): number {
  const others = filter.reduce((sum, value, i) => (i === 0 ? 0 : sum + value * value), 0)
  return Math.atan2(Math.sqrt(others), filter[0])
}

/** a_s = ((π−1) I + 11ᵀ)⁻¹ (11ᵀ − I) a*: the output weights of the spurious minimum, at φ = π. */
export function spuriousOutput({ output, sum }: Teacher): Float64Array {
  const k = output.length
  // By Sherman and Morrison: x = (r − 1 (1ᵀr) / (π−1+k)) / (π−1) with r = 1 (1ᵀa*) − a*.
  const right = output.map((value) => sum - value)
  const shared = sumOf(right) / (PI - 1 + k)
  return right.map((value) => (value - shared) / (PI - 1))
}

/** ℓ at the spurious minimum. */
export function spuriousLoss({ output, sum, squares }: Teacher): number {
  const k = output.length
  const along = sum ** 2 / k
  return 0.25 * ((along * (PI + 2 * k - 2)) / (k + PI - 1) + ((squares - along) * (PI - 2)) / (PI - 1))
}

/** (1ᵀa*)² / ‖a*‖² below which there is a spurious minimum. */
export const spuriousThreshold = (k: number): number => 1 + (k - 1) / PI

export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i]
  return sum
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
