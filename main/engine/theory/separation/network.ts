/** Random networks and their plain evaluation, which knows nothing of U and v. Matrices are row-major. */
import type { Random } from '../../random'

export interface Matrix { rows: number; columns: number; values: Float64Array }

export function matrix(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const values = Float64Array.from({ length: rows * columns }, (_, at) =>
    entry(Math.floor(at / columns), at % columns))
  return { rows, columns, values }
}

/** W_l [outputs, inputs], and thresholds β_l of its outputs. */
export interface Layer { weights: Matrix; thresholds: Float64Array }

/** The output, and the mask of each layer, all ones for the last, which has none. */
export interface Evaluated { output: Float64Array; masks: Float64Array[] }

/** He's initialisation, with thresholds of deviation 0.1. */
export const randomLayers = (stream: Random, dims: readonly number[]): Layer[] =>
  dims.slice(1).map((units, layer) => {
    const deviation = Math.sqrt(2 / dims[layer])
    const weights = matrix(units, dims[layer], () => deviation * stream.normal())
    return { weights, thresholds: Float64Array.from({ length: units }, () => 0.1 * stream.normal()) }
  })

/** W z. */
export function times({ rows, columns, values }: Matrix, vector: Float64Array): Float64Array {
  const result = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) sum += values[i * columns + j] * vector[j]
    result[i] = sum
  }
  return result
}

/**
 * m = [W z > β] (12) in hidden layers. Linear: z = m ⊙ W z, and the output W z (13). Affine: thresholds are subtracted
 * in every layer (2).
 */
export function evaluate(layers: readonly Layer[], input: Float64Array, form: 'linear' | 'affine'): Evaluated {
  const masks: Float64Array[] = []
  let values = input
  layers.forEach(({ weights, thresholds }, layer) => {
    const linear = times(weights, values)
    const isLast = layer === layers.length - 1
    const mask = linear.map((value, i) => (isLast || value > thresholds[i] ? 1 : 0))
    masks.push(mask)
    values = linear.map((value, i) => mask[i] * (form === 'affine' ? value - thresholds[i] : value))
  })
  return { output: values, masks }
}

/**
 * The affine form as a linear one: x̃ = [x; −1], W̃ = [W, β] with one more unit in each hidden layer that is always on
 * and passes the −1.
 */
export function homogeneous(
  layers: readonly Layer[], input: Float64Array, masks: readonly Float64Array[]
): { weights: Matrix[]; input: Float64Array; masks: Float64Array[] } {
  const isLast = (layer: number): boolean => layer === layers.length - 1
  const weights = layers.map(({ weights: own, thresholds }, layer) =>
    matrix(own.rows + (isLast(layer) ? 0 : 1), own.columns + 1, (row, column) => {
      if (row === own.rows) return column === own.columns ? 1 : 0
      return column === own.columns ? thresholds[row] : own.values[row * own.columns + column]
    }))
  const extended = masks.map((mask, layer) => (isLast(layer) ? mask : Float64Array.of(...mask, 1)))
  return { weights, input: Float64Array.of(...input, -1), masks: extended }
}
