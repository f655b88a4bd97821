/** How many patterns there are by Cover’s formula, and how many are found: in the plane all, else those of samples. */
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { verdict } from '../experiment'
import { coverCount, patternCount, planarGates, randomGate } from './patterns'
import type { Data } from './program'

const sizes = [[10, 2], [20, 2], [10, 3], [20, 3], [12, 4]] as const
const sampledGates = 10_000

interface Counted { points: number; dimensions: number; formula: number; found: number; sampled: number }

/** Of standard normal points. */
export function counted(seed: number): Counted[] {
  return sizes.map(([points, dimensions]) => {
    const stream = random(seed, 'convex', 'points', points, dimensions)
    const data: Data = {
      count: points, width: dimensions, targets: new Float64Array(points),
      inputs: Float64Array.from({ length: points * dimensions }, () => stream.normal())
    }
    const gates = Array.from({ length: sampledGates }, () => randomGate(dimensions, stream))
    const sampled = patternCount(data, gates)
    return {
      points, dimensions, formula: coverCount(points, dimensions), sampled,
      found: dimensions === 2 ? patternCount(data, planarGates(data)) : sampled
    }
  })
}

export const countTable = (counts: readonly Counted[]): ResultTable => ({
  name: 'counts',
  title: 'Patterns of n points in d dimensions: Cover’s formula, and those of 10,000 random gates',
  columns: ['points, dimensions', 'formula', 'found', 'sampled'],
  rows: counts.map(({ points, dimensions, formula, found, sampled }) =>
    [`${points}, ${dimensions}`, formula, found, sampled])
})

export function countClaim(counts: readonly Counted[]): Claim {
  const planar = counts.filter(({ dimensions }) => dimensions === 2)
  const most = Math.max(...planar.map(({ formula, found }) => Math.abs(formula - found)))
  return {
    text: 'n points in the plane have 2n patterns, as Cover’s formula 2 Σ C(n−1, k) says', bound: 0, measured: most,
    spread: null, holds: verdict(most === 0), rule: 'largest difference of the formula and the patterns found; 0'
  }
}
