/**
 * About the inverse of the objective's curvature. Each class has a block p (1 − p) z zᵀ of it, averaged over examples,
 * for features z with a 1 behind them; here p is 1 / classes everywhere, which leaves one matrix for all classes, and
 * couples none. Features are means of activations and far from independent: without it a fit takes five times as long.
 */
import { factorised, solve } from '../numerics/cholesky'
import type { ClassifierShape, LabelledFeatures } from './cross-entropy'

/** Of the largest entry: keeps a matrix of features that depend on each other positive. */
const ridge = 1e-8

/** @returns multiplies W and b, as `crossEntropy` has them, by it in place */
export function inverseCurvature(
  { values, width, labels }: LabelledFeatures, { classes, bias }: ClassifierShape, beta: number
): (direction: Float64Array) => void {
  const size = bias ? width + 1 : width
  const matrix = new Float64Array(size * size)
  const row = new Float64Array(size).fill(1)
  const share = (1 - 1 / classes) / classes / labels.length
  for (let example = 0; example < labels.length; example++) {
    row.set(values.subarray(example * width, (example + 1) * width))
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) matrix[i * size + j] += share * row[i] * row[j]
  }
  const largest = matrix.reduce((most, value) => Math.max(most, value), 0)
  for (let i = 0; i < size; i++) matrix[i * (size + 1)] += ridge * largest + (i < width ? beta : 0)
  const factor = factorised(matrix, size)
  return (direction) => { solve(factor, size, direction, classes) }
}
