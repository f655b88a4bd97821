/**
 * A random network of one hidden layer with its masks and outputs. One filter w on k patches, y = Σ_j a_j m_j wᵀZ_j,
 * has V = a wᵀ [k, p]; a dense layer W1 [h, d] with W2 [o, h] has a block w_c a_cᵀ [d, o] for each unit.
 */
import type { Random } from '../../random'
import { designOf, type Design } from '../design'
import { inputsOf, type InputKind } from '../inputs'

/** Blocks one after the other, each row-major. */
export interface Lifted { blocks: number; rows: number; columns: number; values: Float64Array }

export interface Problem {
  design: Design
  /** [count, outputs]. */
  targets: Float64Array
  outputs: number
  /** One filter on patches: V is one block, whose rows are patches. */
  isShared: boolean
  truth: Lifted
}

export interface ProblemKind extends InputKind { masks: 'teacher' | 'random'; noise: number; condition: number }

/** Weights: filters [1 or h, width], and outputs [o, units], o = 1 for patches. */
export interface Factors { filters: Float64Array; outputs: Float64Array }

export async function randomProblem(
  kind: ProblemKind, count: number, seed: number, purpose: string, stream: Random
): Promise<Problem> {
  const inputs = await inputsOf(kind, count, seed, purpose)
  const { width } = inputs
  if (kind.condition > 1)
    inputs.values.forEach((value, at) => {
      // Deviations from 1 to 1/√condition, evenly in their logarithms.
      inputs.values[at] = value * kind.condition ** (-0.5 * (at % width) / Math.max(1, width - 1))
    })
  const isShared = kind.dims === null
  const [units, outputs] = kind.dims === null ? [kind.k, 1] : [kind.dims[1], kind.dims[2]]
  const filters = Float64Array.from({ length: (isShared ? 1 : units) * width }, () => stream.normal())
  const design = designOf(inputs, filters, kind.masks, stream)
  const weights = Float64Array.from({ length: outputs * units }, () => stream.normal())
  const truth = liftedOf({ filters, outputs: weights }, { design, outputs, isShared })
  const targets = outputsOf(design, truth, outputs)
  if (kind.noise > 0) {
    const deviation = kind.noise * deviationOf(targets)
    targets.forEach((value, at) => { targets[at] = value + deviation * stream.normal() })
  }
  return { design, targets, outputs, isShared, truth }
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** V of factors. */
export function liftedOf(
  { filters, outputs: weights }: Factors,
  { design, outputs, isShared }: Pick<Problem, 'design' | 'outputs' | 'isShared'>
): Lifted {
  const { units, width } = design
  if (isShared) {
    const values = Float64Array.from({ length: units * width }, (_, at) =>
      weights[Math.floor(at / width)] * filters[at % width])
    return { blocks: 1, rows: units, columns: width, values }
  }
  const values = Float64Array.from({ length: units * width * outputs }, (_, at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs]
    return filters[row] * weights[output * units + Math.floor(row / width)]
  })
  return { blocks: units, rows: width, columns: outputs, values }
}

/** U V [count, outputs]; V's entries are in the order of the design's columns, then by output. */
export function outputsOf(
  { count, units, width, values }: Design, { values: v }: Lifted, outputs: number
): Float64Array {
  const size = units * width
  const result = new Float64Array(count * outputs)
  for (let n = 0; n < count; n++)
    for (let i = 0; i < size; i++) {
      const value = values[n * size + i]
      if (value !== 0) for (let o = 0; o < outputs; o++) result[n * outputs + o] += value * v[i * outputs + o]
    }
  return result
}

/** ‖V̂ − V‖ / ‖V‖, which no sign or scale of the factors changes. */
export function relativeError(found: Float64Array, truth: Float64Array): number {
  let [difference, size] = [0, 0]
  for (let i = 0; i < truth.length; i++) {
    difference += (found[i] - truth[i]) ** 2
    size += truth[i] ** 2
  }
  return Math.sqrt(difference / size)
}
