/** The program of a gated ReLU network over given patterns, solved until its certificate says so. */
import { random } from '../../random'
import { descended } from './fista'
import { certified, curvatureOf, residualOf, slopesOf, type Certified, type Program } from './program'

export interface Solution extends Certified {
  /** [patterns, width]. */
  blocks: Float64Array
  steps: number
  /** Objective and bound on the way. */
  trace: { step: number; objective: number; bound: number }[]
}

/** Steps between two looks at the certificate. */
const between = 25
const mostSteps = 20_000

/** A start for power iteration, the same for every program of the size. */
const anyBlocks = (length: number): Float64Array => {
  const stream = random(1, 'convex', 'power')
  return Float64Array.from({ length }, () => stream.normal())
}

/** @param tolerance of (objective − bound) / objective @param start blocks to begin with; 0 without */
export function solveGated(
  program: Program, tolerance: number, start?: Float64Array, most = mostSteps
): Solution {
  const { data: { width }, patterns, beta } = program
  const length = patterns.length * width
  let found: Certified = { objective: Infinity, bound: -Infinity }
  let steps = 0
  const trace: Solution['trace'] = []
  const blocks = descended({
    slope: (at, gradient) => { slopesOf(program, residualOf(program, at), gradient) },
    curvature: curvatureOf(program, anyBlocks(length)), beta, width
  }, start ?? new Float64Array(length), most, (at, step) => {
    steps = step
    if (step % between !== 0) return false
    found = certified(program, at)
    trace.push({ step, ...found })
    return found.objective - found.bound <= tolerance * Math.max(1, found.objective)
  })
  return { ...certified(program, blocks), blocks, steps, trace }
}
