/** Teachers and random starts. */
import type { Random } from '../../random'
import { dot, teacherOf, type Teacher } from './population'

/** Uniform on the unit sphere. */
export function onSphere(stream: Random, size: number): Float64Array {
  const values = Float64Array.from({ length: size }, () => stream.normal())
  const length = Math.sqrt(dot(values, values))
  return values.map((value) => value / length)
}

/**
 * ‖a*‖ = 1 with (1ᵀa*)² = `ratio`: a part along 1, and the rest in a random direction across it.
 * @param ratio at most k; null for a random direction
 */
export function randomTeacher(stream: Random, k: number, ratio: number | null): Teacher {
  const output = onSphere(stream, k)
  if (ratio === null || k === 1) return teacherOf(output)
  const mean = output.reduce((sum, value) => sum + value, 0) / k
  const across = output.map((value) => value - mean)
  const length = Math.sqrt(dot(across, across))
  const along = Math.sqrt(ratio) / k
  const rest = Math.sqrt(Math.max(0, 1 - ratio / k)) / length
  return teacherOf(across.map((value) => along + rest * value))
}

export interface Start { filter: Float64Array; output: Float64Array }

/**
 * The paper's: v on the unit sphere, a in the ball of radius |1ᵀa*| / √k (1e-3 where that is zero, which would leave
 * nothing to move). Otherwise a lies on the unit sphere.
 */
export function randomStart(stream: Random, p: number, teacher: Teacher, init: 'paper' | 'sphere'): Start {
  const k = teacher.output.length
  const filter = onSphere(stream, p)
  const direction = onSphere(stream, k)
  const radius = Math.max(1e-3, Math.abs(teacher.sum)) / Math.sqrt(k)
  const length = init === 'paper' ? radius * stream.uniform() ** (1 / k) : 1
  return { filter, output: direction.map((value) => value * length) }
}

/** A start with the signs of filter and output weights that are asked for. */
export const flipped = ({ filter, output }: Start, ofFilter: number, ofOutput: number): Start => ({
  filter: filter.map((value) => ofFilter * value), output: output.map((value) => ofOutput * value)
})
