/** Alternating least squares: with the filters fixed the output weights are least squares, and the other way round. */
import { LeastSquares } from '../../numerics/least-squares'
import type { Factors, Problem } from './problem'

const mostSweeps = 500

export interface Alternated { factors: Factors; sweeps: number; residuals: number[] }

/** @param filters to begin with; residuals are ‖U V − y‖ after every half step */
export function byAlternating(problem: Problem, filters: Float64Array): Alternated {
  const { targets } = problem
  const size = norm(targets)
  const factors: Factors = { filters: filters.slice(), outputs: new Float64Array(0) }
  const residuals: number[] = []
  let sweeps = 0
  while (sweeps < mostSweeps) {
    sweeps++
    factors.outputs = bestOutputs(problem, factors.filters)
    residuals.push(residualOf(problem, factors))
    factors.filters = bestFilters(problem, factors.outputs)
    residuals.push(residualOf(problem, factors))
    const [before, now] = [residuals.at(-3) ?? Infinity, residuals[residuals.length - 1]]
    if (now < 1e-11 * size || Math.abs(before - now) < 1e-13 * size) break
  }
  return { factors, sweeps, residuals }
}

/** m ⊙ W x of all examples [count, units]. */
function hiddenOf({ design: { count, units, width, values }, isShared }: Problem, filters: Float64Array): Float64Array {
  return Float64Array.from({ length: count * units }, (_, at) => {
    const filter = isShared ? 0 : (at % units) * width
    let sum = 0
    for (let i = 0; i < width; i++) sum += values[at * width + i] * filters[filter + i]
    return sum
  })
}

/** [outputs, units]. */
function bestOutputs(problem: Problem, filters: Float64Array): Float64Array {
  const { design: { count, units }, targets, outputs } = problem
  const found = new LeastSquares(hiddenOf(problem, filters), count, units).solve(targets, outputs)
  return Float64Array.from({ length: outputs * units }, (_, at) =>
    found[(at % units) * outputs + Math.floor(at / units)])
}

/** A row for each example and output, which multiplies the filters. */
function bestFilters(problem: Problem, weights: Float64Array): Float64Array {
  const { design: { count, units, width, values }, targets, outputs, isShared } = problem
  const size = (isShared ? 1 : units) * width
  const rows = new Float64Array(count * outputs * size)
  for (let n = 0; n < count; n++)
    for (let o = 0; o < outputs; o++)
      for (let c = 0; c < units; c++) {
        const start = (n * outputs + o) * size + (isShared ? 0 : c * width)
        const weight = weights[o * units + c]
        for (let i = 0; i < width; i++) rows[start + i] += weight * values[(n * units + c) * width + i]
      }
  return new LeastSquares(rows, count * outputs, size).solve(targets)
}

function residualOf(problem: Problem, { filters, outputs: weights }: Factors): number {
  const { design: { count, units }, targets, outputs } = problem
  const hidden = hiddenOf(problem, filters)
  let sum = 0
  for (let n = 0; n < count; n++)
    for (let o = 0; o < outputs; o++) {
      let residual = -targets[n * outputs + o]
      for (let c = 0; c < units; c++) residual += weights[o * units + c] * hidden[n * units + c]
      sum += residual * residual
    }
  return Math.sqrt(sum)
}

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
