/**
 * Networks Σ_j α_j (x · w_j) of ReLU units or of units with fixed gates, and their objective, of which the convex
 * programs are another form: ½ Σ (f − y)² + β/2 Σ (‖w_j‖² + α_j²).
 */
import { minimise, type Minimum } from '../../numerics/minimise'
import type { Random } from '../../random'
import { normsOf, productAt, type Data, type Pattern, type Program } from './program'

/** W [units, width], then α [units]. */
export interface Network { width: number; units: number; values: Float64Array }

/** Standard normal, divided by the root of what each sums over. */
export function randomNetwork(width: number, units: number, stream: Random): Network {
  const values = Float64Array.from({ length: units * (width + 1) }, (_, at) =>
    stream.normal() / Math.sqrt(at < units * width ? width : units))
  return { width, units, values }
}

/** What unit j passes: rows of a gate, or all where it passes what is positive. */
type Gates = readonly Pattern[] | 'relu'

const preActivation = ({ width, values }: Network, { inputs }: Data, row: number, j: number): number =>
  productAt(inputs, row * width, values, j * width, width)

const rowsOf = (gates: Gates, count: number): ((j: number) => Iterable<number>) => {
  if (gates !== 'relu') return (j) => gates[j]
  const all = Int32Array.from({ length: count }, (_, row) => row)
  return () => all
}

/** Outputs of a ReLU network. */
export function reluOutputs(network: Network, data: Data): Float64Array {
  const { width, units, values } = network
  return Float64Array.from({ length: data.count }, (_, row) => {
    let sum = 0
    for (let j = 0; j < units; j++) sum += values[units * width + j] * Math.max(0, preActivation(network, data, row, j))
    return sum
  })
}

/** The network's objective with its gradient. */
export function networkObjective(
  data: Data, beta: number, gates: Gates, network: Network, gradient: Float64Array
): number {
  const { width, units, values } = network
  const rows = rowsOf(gates, data.count)
  const residual = data.targets.map((target) => -target)
  const hidden = new Float64Array(units * data.count)
  for (let j = 0; j < units; j++)
    for (const row of rows(j)) {
      const value = preActivation(network, data, row, j)
      const passed = gates === 'relu' ? Math.max(0, value) : value
      hidden[j * data.count + row] = passed
      residual[row] += values[units * width + j] * passed
    }
  let value = 0
  for (const one of residual) value += 0.5 * one * one
  for (let i = 0; i < values.length; i++) {
    value += 0.5 * beta * values[i] ** 2
    gradient[i] = beta * values[i]
  }
  for (let j = 0; j < units; j++)
    for (const row of rows(j)) {
      const passed = hidden[j * data.count + row]
      if (gates === 'relu' && passed === 0) continue
      gradient[units * width + j] += residual[row] * passed
      const share = residual[row] * values[units * width + j]
      for (let i = 0; i < width; i++) gradient[j * width + i] += share * data.inputs[row * width + i]
    }
  return value
}

const [tolerance, evaluations] = [1e-9, 3000]

/** L-BFGS on the network itself. */
export const trained = (data: Data, beta: number, gates: Gates, start: Network): Minimum =>
  minimise((at, gradient) => networkObjective(data, beta, gates, { ...start, values: at }, gradient), start.values,
    { tolerance, evaluations })

const sgd = { batch: 20, rate: 0.02, momentum: 0.9 }

/** A ReLU network by SGD on the objective divided by the number of examples; the rate falls as a cosine. */
export function trainedBySgd(
  data: Data, beta: number, start: Network, epochs: number, stream: Random
): Network {
  const { width, units } = start
  const values = start.values.slice()
  const [velocity, gradient] = [new Float64Array(values.length), new Float64Array(values.length)]
  const network = { ...start, values }
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = sgd.rate * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs))
    const order = stream.permutation(data.count)
    for (let first = 0; first < order.length; first += sgd.batch) {
      const batch = order.subarray(first, first + sgd.batch)
      for (let i = 0; i < values.length; i++) gradient[i] = beta / data.count * values[i]
      for (const row of batch) addSlope(network, data, row, 1 / batch.length, gradient)
      for (let i = 0; i < values.length; i++) {
        velocity[i] = sgd.momentum * velocity[i] - rate * gradient[i]
        values[i] += velocity[i]
      }
    }
  }
  return { width, units, values }
}

/** Of ½ (f − y)² of one example, times `share`. */
function addSlope(network: Network, data: Data, row: number, share: number, gradient: Float64Array): void {
  const { width, units, values } = network
  const hidden = Float64Array.from({ length: units }, (_, j) => Math.max(0, preActivation(network, data, row, j)))
  const residual = productAt(hidden, 0, values, units * width, units) - data.targets[row]
  for (let j = 0; j < units; j++) {
    if (hidden[j] === 0) continue
    gradient[units * width + j] += share * residual * hidden[j]
    const slope = share * residual * values[units * width + j]
    for (let i = 0; i < width; i++) gradient[j * width + i] += slope * data.inputs[row * width + i]
  }
}

/** The gate of each unit. */
export const gatesOf = ({ width, units, values }: Network): Float64Array[] =>
  Array.from({ length: units }, (_, j) => values.slice(j * width, (j + 1) * width))

/** A unit for each block that is not 0: w = u / √‖u‖ and α = σ √‖u‖, whose penalty is the block's. */
export function networkOf(
  { data: { width }, patterns, signs }: Program, blocks: Float64Array
): { network: Network; gates: Pattern[] } {
  const norms = normsOf(blocks, width)
  const used = [...norms.keys()].filter((i) => norms[i] > 0)
  const values = new Float64Array(used.length * (width + 1))
  used.forEach((i, j) => {
    const root = Math.sqrt(norms[i])
    for (let at = 0; at < width; at++) values[j * width + at] = blocks[i * width + at] / root
    values[used.length * width + j] = signs[i] * root
  })
  return { network: { width, units: used.length, values }, gates: used.map((i) => patterns[i]) }
}
