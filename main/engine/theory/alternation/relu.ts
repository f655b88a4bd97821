/** L-BFGS on the ReLU network itself, which the alternation is compared with. */
import { minimise } from '../../numerics/minimise'
import { hiddenUnits, preActivations, residuals, positiveMasks, squares, type Problem, type Weights } from './network'

const [tolerance, evaluations] = [1e-9, 1500]

/** From the weights that the alternation begins with. */
export function byLbfgs(problem: Problem, start: Weights): Weights {
  const together = new Float64Array(start.filters.length + start.outputs.length)
  together.set(start.filters)
  together.set(start.outputs, start.filters.length)
  const found = minimise((at, gradient) => reluGradient(problem, start.filters.length, at, gradient), together,
    { tolerance, evaluations })
  return weightsAt(found.at, start.filters.length)
}

const weightsAt = (at: Float64Array, filters: number): Weights =>
  ({ filters: at.subarray(0, filters), outputs: at.subarray(filters) })

/** F of the ReLU network with its gradient, at filters and behind them output weights. @param filterCount of them */
export function reluGradient(
  problem: Problem, filterCount: number, at: Float64Array, gradient: Float64Array
): number {
  const { count, size, inputs, outputs, ridge } = problem
  const weights = weightsAt(at, filterCount)
  const own = weightsAt(gradient, filterCount)
  const hidden = hiddenUnits(problem, weights.filters)
  const activations = preActivations(problem, weights.filters)
  const masks = positiveMasks(activations)
  const left = residuals(problem, weights.outputs, activations, masks)
  for (let i = 0; i < at.length; i++) gradient[i] = ridge * at[i] / count
  for (let n = 0; n < count; n++) {
    for (let o = 0; o < outputs; o++) own.outputs[o * (hidden + 1) + hidden] += left[n * outputs + o] / count
    for (let c = 0; c < hidden; c++) {
      if (masks[n * hidden + c] === 0) continue
      let back = 0
      for (let o = 0; o < outputs; o++) {
        const residual = left[n * outputs + o] / count
        own.outputs[o * (hidden + 1) + c] += residual * activations[n * hidden + c]
        back += residual * weights.outputs[o * (hidden + 1) + c]
      }
      for (let i = 0; i < size; i++) own.filters[c * size + i] += back * inputs[n * size + i]
    }
  }
  return 0.5 * (squares(left) + ridge * squares(at)) / count
}
