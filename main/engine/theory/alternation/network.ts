/** The network of one hidden layer that alternates, on real digits: y = W2 [m ⊙ W1 x; 1], x with a constant 1. */
import { pooledDigits, type Digits } from '../digits'
import { projected, type Whitening } from '../whitening'

export interface Problem {
  count: number
  /** Inputs with the constant. */
  size: number
  /** [count, size]. */
  inputs: Float64Array
  outputs: number
  /** [count, outputs], one-hot for classes. */
  targets: Float64Array
  /** ½ Σ of squares of weights times this is a part of the objective. */
  ridge: number
}

export interface Weights {
  /** W1 [hidden, size]. */
  filters: Float64Array
  /** W2 [outputs, hidden + 1], the last column for the constant. */
  outputs: Float64Array
}

/** [count, hidden], 0 or 1. */
export type Masks = Uint8Array

const classes = 10
export const pooledSide = 7

/** Digits by their whitened components. @param indices all of the split unless given */
export function digitsProblem(
  split: 'train' | 'test', whitening: Whitening, ridge: number, indices?: Int32Array
): { problem: Problem; labels: Int32Array } {
  const digits = pooledDigits(split, pooledSide, indices)
  return { problem: problemOf(digits, projected(whitening, digits.values), ridge), labels: digits.labels }
}

function problemOf({ count, labels }: Digits, values: Float64Array, ridge: number): Problem {
  const size = values.length / count + 1
  const inputs = Float64Array.from({ length: count * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size]
    return column === size - 1 ? 1 : values[row * (size - 1) + column]
  })
  const targets = new Float64Array(count * classes)
  labels.forEach((label, row) => { targets[row * classes + label] = 1 })
  return { count, size, inputs, outputs: classes, targets, ridge }
}

export const hiddenUnits = ({ size }: Problem, filters: Float64Array): number => filters.length / size

/** q = W1 x [count, hidden]. */
export function preActivations({ count, size, inputs }: Problem, filters: Float64Array): Float64Array {
  const hidden = filters.length / size
  const result = new Float64Array(count * hidden)
  for (let n = 0; n < count; n++)
    for (let c = 0; c < hidden; c++) {
      let sum = 0
      for (let i = 0; i < size; i++) sum += filters[c * size + i] * inputs[n * size + i]
      result[n * hidden + c] = sum
    }
  return result
}

/** W2 [m ⊙ q; 1] [count, outputs]. */
function scores(
  { count, outputs }: Problem, weights: Float64Array, activations: Float64Array, masks: Masks
): Float64Array {
  const hidden = weights.length / outputs - 1
  const result = new Float64Array(count * outputs)
  for (let n = 0; n < count; n++)
    for (let o = 0; o < outputs; o++) {
      const row = o * (hidden + 1)
      let sum = weights[row + hidden]
      for (let c = 0; c < hidden; c++)
        if (masks[n * hidden + c] === 1) sum += weights[row + c] * activations[n * hidden + c]
      result[n * outputs + o] = sum
    }
  return result
}

/** The same less the targets. */
export function residuals(
  problem: Problem, weights: Float64Array, activations: Float64Array, masks: Masks
): Float64Array {
  const result = scores(problem, weights, activations, masks)
  for (let at = 0; at < result.length; at++) result[at] -= problem.targets[at]
  return result
}

/** F per example: half of squared residuals, and the ridge. */
export function objectiveOf(problem: Problem, { filters, outputs }: Weights, masks: Masks): number {
  const left = residuals(problem, outputs, preActivations(problem, filters), masks)
  return 0.5 * (squares(left) + problem.ridge * (squares(filters) + squares(outputs))) / problem.count
}

export const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0)

/** m = [q > 0] (12): with these masks the network is the ReLU network. */
export const positiveMasks = (activations: Float64Array): Masks =>
  Uint8Array.from(activations, (value) => (value > 0 ? 1 : 0))

/** F of the ReLU network. */
export const reluObjective = (problem: Problem, weights: Weights): number =>
  objectiveOf(problem, weights, positiveMasks(preActivations(problem, weights.filters)))

/** Of the ReLU network, in percent of examples. */
export function reluError(problem: Problem, labels: Int32Array, { filters, outputs }: Weights): number {
  const activations = preActivations(problem, filters)
  const found = scores(problem, outputs, activations, positiveMasks(activations))
  let wrong = 0
  labels.forEach((label, row) => {
    const own = found.subarray(row * problem.outputs, (row + 1) * problem.outputs)
    if (own.some((score) => score > own[label])) wrong++
  })
  return 100 * wrong / problem.count
}
