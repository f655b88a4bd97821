/**
 * The best last two layers for given masks, as a convex program (Pilanci and Ergen's for a ReLU network of two layers,
 * here over stored masks and with cross-entropy):
 *
 *   min over V_c [width, classes], b:  mean cross-entropy of Σ_c φ_cᵀ V_c + b, plus β Σ_c ‖V_c‖_*
 *
 * A network's V_c = w_c a_cᵀ has rank 1, and ‖V_c‖_* = ‖w_c‖ ‖a_c‖ is what decay of both comes to at its best scale.
 * The program is solved through factors V_c = W_cᵀ A_c of a rank above the optimum's, as ‖V‖_* = min ½ (‖W‖² + ‖A‖²)
 * (Burer and Monteiro); its dual proves that nothing is lower: p̂ = s p + (1 − s) y with s = min(1, β / max_c ‖G_c‖₂),
 * where G_c = mean φ_c (p − y)ᵀ and Σ (p − y) = 0, has the value mean H(p̂), which no V is below.
 */
import type { LateObjective } from '../../numerics/minimise'
import { factorised, solve } from '../../numerics/cholesky'
import { singularValues } from '../../numerics/singular-values'
import { toProbabilities } from '../../numerics/softmax'
import type { Products } from './products'

export interface Program {
  products: Products
  labels: Int32Array
  channels: number
  width: number
  classes: number
  beta: number
}

/** A point of the program, in one array: W [channels, rank, width], A [channels, rank, classes], b [classes]. */
export interface Factors { rank: number; values: Float64Array }

export interface Certificate {
  /** With the best bias for V. */
  objective: number
  loss: number
  error: number
  /** No point of the program has a lower objective. */
  bound: number
  /** max_c ‖G_c‖₂ / β: 1 at the optimum. */
  violation: number
  /** Mean over channels: singular values above a thousandth of the largest of all. */
  rank: number
}

const sizeOfW = ({ channels, width }: Program, rank: number): number => channels * rank * width

export const factorCount = (program: Program, rank: number): number =>
  program.channels * rank * (program.width + program.classes) + program.classes

/** V [channels · width, classes]. */
export function blocksOf(program: Program, { rank, values }: Factors): Float64Array {
  const { channels, width, classes } = program
  const second = sizeOfW(program, rank)
  const blocks = new Float64Array(channels * width * classes)
  for (let c = 0; c < channels; c++)
    for (let r = 0; r < rank; r++)
      for (let i = 0; i < width; i++) {
        const w = values[(c * rank + r) * width + i]
        for (let k = 0; k < classes; k++)
          blocks[(c * width + i) * classes + k] += w * values[second + (c * rank + r) * classes + k]
      }
  return blocks
}

/**
 * Of factors: mean cross-entropy plus β/2 of their squares. Outputs are those at `from`, in Float64, plus what the
 * difference to it makes, in float32: near it they are exact, where float32 alone would leave a line search nothing
 * to compare (a step lowers the objective by 1e-8 there, and float32 rounds it by as much).
 */
export function factorObjective(program: Program, from: Factors): LateObjective {
  const { products, labels, channels, width, classes, beta } = program
  const { rank } = from
  const second = sizeOfW(program, rank)
  const begun = blocksOf(program, from)
  const outputsThere = products.exactTimes(begun, classes)
  return async (at, gradient) => {
    const bias = at.subarray(at.length - classes)
    const change = blocksOf(program, { rank, values: at })
    for (let i = 0; i < change.length; i++) change[i] -= begun[i]
    const outputs = Float64Array.from(await products.times(change, classes))
    for (let i = 0; i < outputs.length; i++) outputs[i] += outputsThere[i]
    const { loss, errors } = residuals(program, outputs, bias)
    const slopes = await products.transposedTimes(errors, classes)
    gradient.fill(0)
    for (let c = 0; c < channels; c++)
      for (let r = 0; r < rank; r++) {
        const [w, a] = [(c * rank + r) * width, second + (c * rank + r) * classes]
        for (let i = 0; i < width; i++)
          for (let k = 0; k < classes; k++) {
            const slope = slopes[(c * width + i) * classes + k]
            gradient[w + i] += slope * at[a + k]
            gradient[a + k] += slope * at[w + i]
          }
      }
    let squares = 0
    for (let i = 0; i < at.length - classes; i++) {
      squares += at[i] ** 2
      gradient[i] += beta * at[i]
    }
    for (let n = 0; n < labels.length; n++)
      for (let k = 0; k < classes; k++) gradient[at.length - classes + k] += errors[n * classes + k]
    return loss + (beta / 2) * squares
  }
}

interface Residuals { loss: number; wrong: number; probabilities: Float64Array; errors: Float64Array }

/** Errors are (p − y) / examples. */
function residuals({ labels, classes }: Program, outputs: ArrayLike<number>, bias: Float64Array): Residuals {
  const count = labels.length
  const probabilities = new Float64Array(count * classes)
  const errors = new Float64Array(count * classes)
  let [loss, wrong] = [0, 0]
  for (let n = 0; n < count; n++) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes)
    for (let k = 0; k < classes; k++) row[k] = outputs[n * classes + k] + bias[k]
    if (row.indexOf(Math.max(...row)) !== labels[n]) wrong++
    loss += toProbabilities(row, labels[n])
    for (let k = 0; k < classes; k++) errors[n * classes + k] = row[k] / count
    errors[n * classes + labels[n]] -= 1 / count
  }
  return { loss: loss / count, wrong, probabilities, errors }
}

/** What is proved of V = the factors' product: an objective, and a bound that none is below. */
export async function certificateOf(program: Program, factors: Factors): Promise<Certificate> {
  const { products, labels, channels, width, classes, beta } = program
  const blocks = blocksOf(program, factors)
  const at = withBestBias(program, products.exactTimes(blocks, classes), factors.values.slice(-classes))
  const slopes = await products.transposedTimes(at.errors, classes)
  const block = (of: ArrayLike<number>, c: number): Float64Array =>
    Float64Array.from({ length: width * classes }, (_, i) => of[c * width * classes + i])
  let [nuclear, steepest] = [0, 0]
  const values: Float64Array[] = []
  for (let c = 0; c < channels; c++) {
    const own = await singularValues(block(blocks, c), width, classes)
    values.push(own)
    nuclear += own.reduce((sum, value) => sum + value, 0)
    const [largest = 0] = await singularValues(block(slopes, c), width, classes)
    steepest = Math.max(steepest, largest)
  }
  const most = values.reduce((found, [largest = 0]) => Math.max(found, largest), 0)
  const above = values.reduce((sum, own) => sum + own.filter((value) => value > 1e-3 * most).length, 0)
  return {
    objective: at.loss + beta * nuclear,
    loss: at.loss,
    error: at.wrong / labels.length,
    bound: entropy(program, at.probabilities, Math.min(1, beta / steepest)),
    violation: steepest / beta,
    rank: above / channels
  }
}

/** Mean entropy of p̂ = s p + (1 − s) y. */
function entropy({ labels, classes }: Program, probabilities: Float64Array, share: number): number {
  let sum = 0
  for (let n = 0; n < labels.length; n++)
    for (let k = 0; k < classes; k++) {
      const p = share * probabilities[n * classes + k] + (k === labels[n] ? 1 - share : 0)
      if (p > 0) sum -= p * Math.log(p)
    }
  return sum / labels.length
}

const biasSteps = 30

/**
 * Newton's method for b alone, until Σ (p − y) = 0, which the dual needs. Its matrix diag(p̄) − mean p pᵀ does not see
 * the same number added to all, so 11ᵀ / classes is added to it.
 */
function withBestBias(program: Program, outputs: ArrayLike<number>, start: Float64Array): Residuals {
  const { classes, labels } = program
  let bias = start
  let at = residuals(program, outputs, bias)
  for (let step = 0; step < biasSteps; step++) {
    const gradient = sumsOver(at.errors, classes)
    if (gradient.every((value) => Math.abs(value) < 1e-14)) break
    const matrix = new Float64Array(classes * classes).fill(1 / classes)
    for (let n = 0; n < labels.length; n++)
      for (let k = 0; k < classes; k++) {
        const p = at.probabilities[n * classes + k] / labels.length
        matrix[k * classes + k] += p
        for (let j = 0; j < classes; j++) matrix[k * classes + j] -= p * at.probabilities[n * classes + j]
      }
    solve(factorised(matrix, classes), classes, gradient, 1)
    const next = bias.map((value, k) => value - gradient[k])
    const found = residuals(program, outputs, next)
    if (!(found.loss <= at.loss)) break
    bias = next
    at = found
  }
  return at
}

function sumsOver(errors: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes)
  for (let i = 0; i < errors.length; i++) sums[i % classes] += errors[i]
  return sums
}
