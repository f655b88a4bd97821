/** Programs over sampled patterns, and the network of the same gates beside the first of them. */
import type { convex } from '../../../../preload/schema/theory/convex'
import { Failure } from '../../../../preload/schema/failure'
import { random } from '../../random'
import type { ParametersOf } from '../experiment'
import { errorOf, type TwoClasses } from './data'
import { solveGated, type Solution } from './gated'
import { distinct, patternOf, randomGate, type Gated } from './patterns'
import { gatedProgram, normsOf, residualOf, type Certified, type Data } from './program'
import { reluProgram, solveRelu } from './relu'
import { networkOf, randomNetwork, reluOutputs, trained } from './training'

export type Parameters = ParametersOf<typeof convex>

/** The gap at which a program counts as solved, of its objective. */
export const solved = 1e-6
/** Gated programs are solved further, so that networks may be compared with them. */
const further = 1e-8

export interface Sampled extends Certified {
  /** Gates that were drawn, and patterns that they had. */
  drawn: number
  patterns: number
  /** Blocks that are not 0. */
  used: number
  steps: number
  /** Of test digits, in percent. */
  error: number
  trace: Solution['trace']
}

/**
 * Optima over the first of the same gates, for every number of them, ascending.
 * @param told before each @throws Failure where no gate passes a digit
 */
export function sampledOptima(
  { activation, beta, patterns }: Parameters, { train, test }: TwoClasses, seed: number, told: () => void
): Sampled[] {
  const counts = [...new Set(patterns)].sort((one, other) => one - other)
  const stream = random(seed, 'convex', 'gates')
  const gates = Array.from({ length: counts[counts.length - 1] }, () => randomGate(train.width, stream))
  return counts.map((drawn) => {
    told()
    const gated = distinct(train, gates.slice(0, drawn))
    const own = gated.map(({ pattern }) => pattern)
    if (own.length === 0) throw new Failure(`No pattern is left of ${drawn} gates; give --patterns more.`)
    if (activation === 'gated') {
      const program = gatedProgram(train, own, beta)
      const { blocks, ...found } = solveGated(program, solved)
      const used = normsOf(blocks, train.width).filter((norm) => norm > 0).length
      return { ...found, drawn, patterns: own.length, used, error: gatedError(test, gated, blocks) }
    }
    const program = reluProgram(train, gated, beta)
    const { blocks, ...found } = solveRelu(program, solved)
    const { network } = networkOf(program, blocks)
    return {
      ...found, drawn, patterns: own.length, used: network.units, error: errorOf(test, reluOutputs(network, test)),
      trace: []
    }
  })
}

/** With gates in the place of patterns, which test digits have none of. */
export function gatedError(test: Data, gated: readonly Gated[], blocks: Float64Array): number {
  const program = gatedProgram({ ...test, targets: new Float64Array(test.count) },
    gated.map(({ gate }) => patternOf(test, gate)), 1)
  return errorOf(test, residualOf(program, blocks))
}

/** How far L-BFGS on a network of gates ends above the convex optimum over them, relative. */
export function gatedExcess({ beta, patterns }: Parameters, { train }: TwoClasses, seed: number): number {
  const stream = random(seed, 'convex', 'gates')
  const count = Math.min(30, Math.max(...patterns))
  const own = distinct(train, Array.from({ length: count }, () => randomGate(train.width, stream)))
    .map(({ pattern }) => pattern)
  const { objective } = solveGated(gatedProgram(train, own, beta), further)
  const start = randomNetwork(train.width, own.length, random(seed, 'convex', 'network'))
  return trained(train, beta, own, start).value / objective - 1
}
