/**
 * The design that masks make of inputs: row n holds m_nc x_nc of every unit c, so that a network of one hidden layer is
 * y_n = Σ_c (m_nc x_nc)ᵀ V_c with one rank-one V_c for each unit. This is the paper's U without the columns that are
 * zero for every input (all of W1[r,·] W2[·,s], r ≠ s).
 */
import type { Random } from '../random'
import type { Inputs } from './inputs'

export interface Design {
  count: number
  /** Patches of one filter, or hidden units. */
  units: number
  /** Values of a patch, or inputs. */
  width: number
  /** [count, units · width]. */
  values: Float64Array
}

/** @param filters [1 or units, width]: one filter for all patches, or a row of W1 for each unit */
export function designOf(
  { count, parts, width, values: inputs }: Inputs, filters: Float64Array, masks: 'teacher' | 'random', stream: Random
): Design {
  const isShared = parts > 1 || filters.length === width
  const units = isShared ? parts : filters.length / width
  const values = new Float64Array(count * units * width)
  for (let n = 0; n < count; n++)
    for (let c = 0; c < units; c++) {
      const input = (n * parts + (isShared ? c : 0)) * width
      const filter = isShared ? 0 : c * width
      let sum = 0
      for (let i = 0; i < width; i++) sum += filters[filter + i] * inputs[input + i]
      const isOn = masks === 'teacher' ? sum > 0 : stream.uniform() < 0.5
      if (isOn) for (let i = 0; i < width; i++) values[(n * units + c) * width + i] = inputs[input + i]
    }
  return { count, units, width, values }
}
