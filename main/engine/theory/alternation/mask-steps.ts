/** Masks of given weights: the paper's two rules, and the one that lowers the objective, which reads the labels. */
import type { alternation } from '../../../../preload/schema/theory/alternation'
import type { ParametersOf } from '../experiment'
import {
  hiddenUnits, positiveMasks, preActivations, residuals, type Masks, type Problem, type Weights
} from './network'

export type MaskRule = ParametersOf<typeof alternation>['rule']

export function nextMasks(
  problem: Problem, weights: Weights, before: Masks, rule: MaskRule, threshold: number
): Masks {
  const activations = preActivations(problem, weights.filters)
  switch (rule) {
    case 'sign': return positiveMasks(activations)
    case 'energy': return Uint8Array.from(activations, (value) => (Math.max(0, value) ** 2 > threshold ? 1 : 0))
    case 'optimal': return lowestMasks(problem, weights, activations, before)
  }
}

const mostRounds = 5
/** By how much a bit has to lower the squares of one example, so that rounding does not turn it back and forth. */
const least = 1e-15

/** argmin_m F by coordinate descent over the bits of each example, from the masks before: never a larger F. */
function lowestMasks(problem: Problem, weights: Weights, activations: Float64Array, before: Masks): Masks {
  const hidden = hiddenUnits(problem, weights.filters)
  const masks = before.slice()
  const left = residuals(problem, weights.outputs, activations, masks)
  for (let round = 0; round < mostRounds; round++) {
    let turned = 0
    for (let c = 0; c < hidden; c++)
      for (let n = 0; n < problem.count; n++) {
        const at = n * hidden + c
        const by = (1 - 2 * masks[at]) * activations[at]
        if (!turn(left, problem.outputs, n, by, weights.outputs, c)) continue
        masks[at] = 1 - masks[at]
        turned++
      }
    if (turned === 0) break
  }
  return masks
}

/** Adds `by` times unit c's output weights to the residuals of example n where that makes them shorter. */
function turn(
  left: Float64Array, outputs: number, n: number, by: number, weights: Float64Array, c: number
): boolean {
  const across = weights.length / outputs
  let change = 0
  for (let o = 0; o < outputs; o++) {
    const step = by * weights[o * across + c]
    change += step * (2 * left[n * outputs + o] + step)
  }
  if (!(change < -least)) return false
  for (let o = 0; o < outputs; o++) left[n * outputs + o] += by * weights[o * across + c]
  return true
}
