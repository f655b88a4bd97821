/** (P1) on the weights themselves: the objective of both networks, L-BFGS, and SGD for one filter. */
import { minimise, type Minimum } from '../../numerics/minimise'
import type { Random } from '../../random'
import type { Factors, Problem } from './problem'

const filterCount = ({ design: { units, width }, isShared }: Problem): number => (isShared ? 1 : units) * width

export const factorsAt = (problem: Problem, at: Float64Array): Factors =>
  ({ filters: at.subarray(0, filterCount(problem)), outputs: at.subarray(filterCount(problem)) })

/** Filters, then output weights, each of deviation ½. */
export function randomFactors(problem: Problem, stream: Random): Float64Array {
  const length = filterCount(problem) + problem.outputs * problem.design.units
  return Float64Array.from({ length }, () => 0.5 * stream.normal())
}

/**
 * ½ Σ ‖U V − y‖² over examples, divided by their number, with its gradient.
 * @param chosen indices of examples; all of them where it is left out
 */
export function objective(
  problem: Problem, at: Float64Array, gradient: Float64Array, chosen?: Int32Array
): number {
  const { design: { count, units, width, values }, targets, outputs: wide, isShared } = problem
  const { filters, outputs } = factorsAt(problem, at)
  const own = factorsAt(problem, gradient)
  gradient.fill(0)
  const hidden = new Float64Array(units)
  const back = new Float64Array(units)
  const examples = chosen?.length ?? count
  let sum = 0
  for (let place = 0; place < examples; place++) {
    const n = chosen === undefined ? place : chosen[place]
    back.fill(0)
    for (let c = 0; c < units; c++)
      hidden[c] = product(values, (n * units + c) * width, filters, isShared ? 0 : c * width, width)
    for (let o = 0; o < wide; o++) {
      let residual = -targets[n * wide + o]
      for (let c = 0; c < units; c++) residual += outputs[o * units + c] * hidden[c]
      sum += 0.5 * residual * residual
      for (let c = 0; c < units; c++) {
        own.outputs[o * units + c] += residual * hidden[c] / examples
        back[c] += residual * outputs[o * units + c] / examples
      }
    }
    for (let c = 0; c < units; c++)
      for (let i = 0; i < width; i++)
        own.filters[(isShared ? 0 : c * width) + i] += back[c] * values[(n * units + c) * width + i]
  }
  return sum / examples
}

function product(one: Float64Array, from: number, other: Float64Array, at: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += one[from + i] * other[at + i]
  return sum
}

/** The objective where all outputs are 0. */
export const emptyObjective = ({ targets, design: { count } }: Problem): number =>
  targets.reduce((sum, value) => sum + 0.5 * value * value, 0) / count

/** ‖w_c‖ = ‖a_c‖ for every unit: a symmetry of the objective, without which scales part until no step helps. */
export function balanced(problem: Problem, at: Float64Array): Float64Array {
  const { design: { units, width }, outputs: wide, isShared } = problem
  const result = at.slice()
  const { filters, outputs } = factorsAt(problem, result)
  const groups = isShared ? 1 : units
  for (let c = 0; c < groups; c++) {
    const own = filters.subarray(c * width, (c + 1) * width)
    const places = isShared ? outputs.map((_, i) => i) : Float64Array.from({ length: wide }, (_, o) => o * units + c)
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
    const other = Math.sqrt(places.reduce((sum, place) => sum + outputs[place] ** 2, 0))
    if (!(length > 0 && other > 0)) continue
    const scale = Math.sqrt(other / length)
    own.forEach((value, i) => { own[i] = value * scale })
    places.forEach((place) => { outputs[place] /= scale })
  }
  return result
}

const [tolerance, evaluations, restarts] = [1e-12, 3000, 10]
/** Of the objective where all outputs are 0: below it the minimum is global. */
export const globalShare = 1e-8

/** L-BFGS from a start; where it stops above the global minimum it goes on from balanced scales, ten times at most. */
export function byLbfgs(problem: Problem, start: Float64Array, isBalanced: boolean): Minimum {
  const run = (at: Float64Array): Minimum =>
    minimise((here, gradient) => objective(problem, here, gradient), at, { tolerance, evaluations })
  const enough = globalShare * emptyObjective(problem)
  let found = run(start)
  for (let again = 0; isBalanced && again < restarts && found.value > enough; again++)
    found = run(balanced(problem, found.at))
  return found
}

const sgd = { epochs: 400, batch: 8, rate: 0.03, later: 0.3, from: 0.6, momentum: 0.9, clip: 5 }

/** Momentum, the gradient's norm limited, a smaller rate in the last part; always as many epochs. */
export function bySgd(problem: Problem, start: Float64Array, stream: Random): Float64Array {
  const at = start.slice()
  const [velocity, gradient] = [new Float64Array(at.length), new Float64Array(at.length)]
  for (let epoch = 0; epoch < sgd.epochs; epoch++) {
    const order = stream.permutation(problem.design.count)
    const rate = sgd.rate * (epoch < sgd.epochs * sgd.from ? 1 : sgd.later)
    for (let first = 0; first < order.length; first += sgd.batch) {
      objective(problem, at, gradient, order.subarray(first, first + sgd.batch))
      const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
      const step = rate * Math.min(1, sgd.clip / Math.max(norm, 1e-12))
      for (let i = 0; i < at.length; i++) {
        velocity[i] = sgd.momentum * velocity[i] - step * gradient[i]
        at[i] += velocity[i]
      }
    }
  }
  return at
}
