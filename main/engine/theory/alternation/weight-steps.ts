/** The weights of one layer given masks and the other layer, exactly: F is a quadratic in them. */
import { Failure } from '../../../../preload/schema/failure'
import { factorised, solve } from '../../numerics/cholesky'
import { addOuter } from '../../numerics/gram'
import { hiddenUnits, preActivations, type Masks, type Problem } from './network'

/** W2: ridge regression of y on [m ⊙ q; 1]. @throws Failure where nothing determines a weight */
export function bestOutputs(problem: Problem, filters: Float64Array, masks: Masks): Float64Array {
  const { count, outputs, targets, ridge } = problem
  const hidden = hiddenUnits(problem, filters)
  const activations = preActivations(problem, filters)
  const size = hidden + 1
  const gram = new Float64Array(size * size)
  const right = new Float64Array(size * outputs)
  const row = new Float64Array(size).fill(1)
  for (let n = 0; n < count; n++) {
    for (let c = 0; c < hidden; c++) row[c] = masks[n * hidden + c] === 1 ? activations[n * hidden + c] : 0
    addOuter(gram, row)
    for (let c = 0; c < size; c++)
      for (let o = 0; o < outputs; o++) right[c * outputs + o] += row[c] * targets[n * outputs + o]
  }
  solveRidge(gram, size, ridge, right, outputs)
  return Float64Array.from({ length: outputs * size }, (_, at) => right[(at % size) * outputs + Math.floor(at / size)])
}

/**
 * W1: the normal equations are K_ab Σ_n m_na m_nb x_n x_nᵀ in the block of units a and b, K = W2ᵀ W2.
 * @param proximal times ½ ‖W1 − before‖² is added to the objective, which is then lower all the more
 * @throws Failure where nothing determines a weight
 */
export function bestFilters(
  problem: Problem, outputs: Float64Array, masks: Masks, before: Float64Array, proximal: number
): Float64Array {
  const hidden = hiddenUnits(problem, before)
  const unknowns = before.length
  const gram = maskedGram(problem, hidden, masks)
  multiplyBlocks(gram, hidden, problem.size, crossProducts(outputs, hidden, problem.outputs))
  const right = maskedTargets(problem, hidden, outputs, masks)
  for (let i = 0; i < unknowns; i++) right[i] += proximal * before[i]
  solveRidge(gram, unknowns, problem.ridge + proximal, right, 1)
  return right
}

/** Σ_n (m_n ⊗ x_n)(m_n ⊗ x_n)ᵀ [hidden · size, …], its lower triangle of blocks. */
function maskedGram({ count, size, inputs }: Problem, hidden: number, masks: Masks): Float64Array {
  const unknowns = hidden * size
  const gram = new Float64Array(unknowns * unknowns)
  for (let n = 0; n < count; n++) {
    const input = inputs.subarray(n * size, (n + 1) * size)
    for (let a = 0; a < hidden; a++) {
      if (masks[n * hidden + a] === 0) continue
      for (let b = 0; b <= a; b++)
        if (masks[n * hidden + b] === 1) addBlock(gram, unknowns, a * size, b * size, input)
    }
  }
  return gram
}

function addBlock(gram: Float64Array, across: number, row: number, column: number, input: Float64Array): void {
  for (let i = 0; i < input.length; i++) {
    const start = (row + i) * across + column
    for (let j = 0; j < input.length; j++) gram[start + j] += input[i] * input[j]
  }
}

/** W2ᵀ W2 without the constant's column [hidden, hidden]. */
function crossProducts(weights: Float64Array, hidden: number, outputs: number): Float64Array {
  const result = new Float64Array(hidden * hidden)
  for (let o = 0; o < outputs; o++) {
    const row = o * (hidden + 1)
    for (let a = 0; a < hidden; a++)
      for (let b = 0; b < hidden; b++) result[a * hidden + b] += weights[row + a] * weights[row + b]
  }
  return result
}

function multiplyBlocks(gram: Float64Array, hidden: number, size: number, by: Float64Array): void {
  const unknowns = hidden * size
  for (let row = 0; row < unknowns; row++)
    for (let column = 0; column <= row; column++)
      gram[row * unknowns + column] *= by[Math.floor(row / size) * hidden + Math.floor(column / size)]
}

/** Σ_n m_na (W2ᵀ (y_n − b))_a x_n, b the constant's column. */
function maskedTargets(problem: Problem, hidden: number, weights: Float64Array, masks: Masks): Float64Array {
  const { count, size, inputs, outputs, targets } = problem
  const result = new Float64Array(hidden * size)
  for (let n = 0; n < count; n++)
    for (let c = 0; c < hidden; c++) {
      if (masks[n * hidden + c] === 0) continue
      let sum = 0
      for (let o = 0; o < outputs; o++) {
        const row = o * (hidden + 1)
        sum += weights[row + c] * (targets[n * outputs + o] - weights[row + hidden])
      }
      for (let i = 0; i < size; i++) result[c * size + i] += sum * inputs[n * size + i]
    }
  return result
}

/** Of a column, what has to be left of it across the others (squared: 1e-14), or its weight is rounding. */
const independent = 1e-7

function solveRidge(
  gram: Float64Array, size: number, ridge: number, right: Float64Array, columns: number
): void {
  const lengths = Float64Array.from({ length: size }, (_, i) => Math.sqrt(gram[i * size + i] += ridge))
  const lower = factorised(gram, size)
  for (let i = 0; i < size; i++)
    if (!(lower[i * size + i] > independent * lengths[i])) throw new Failure(
      'Weights of a step are not determined, as where a hidden unit is off for every example; give --ridge more.'
    )
  solve(lower, size, right, columns)
}
