/** Solves the program of the last two layers, and tells meanwhile how far it is. */
import { setImmediate as turn } from 'node:timers/promises'
import { gapOf, type Reached } from '../../../../preload/schema/last-layers'
import { minimiseLate, type Minimum } from '../../numerics/minimise'
import { random } from '../../random'
import { certificateOf, factorCount, factorObjective, type Factors, type Program } from './program'

/** A network's own last two layers: w_c [width] with its bias last, and a_c [classes], of each channel; then b. */
export interface OwnLayers { hidden: Float64Array; classifier: Float64Array; bias: Float64Array }

/** More than elsewhere: features are means of activations, and far from independent. */
const pairs = 30
/** Of the random values of the factors beyond the first, which are zero in the network. */
const spread = 0.02
/** Iterations between two certificates: each costs as much as some four of them. */
const certifiedEvery = 200
/** Milliseconds for which nobody else is answered. */
const turnEvery = 50

/** The network's own V in the first of `rank` factors, both of a length, and small random values in the others. */
export function ownFactors(program: Program, own: OwnLayers, rank: number, seed: number): Factors {
  const { channels, width, classes } = program
  const values = new Float64Array(factorCount(program, rank))
  const normal = random(seed, 'factors')
  for (let i = 0; i < values.length - classes; i++) values[i] = spread * normal.normal()
  for (let c = 0; c < channels; c++) {
    const [w, a] = [own.hidden.slice(c * width, (c + 1) * width), own.classifier.slice(c * classes, (c + 1) * classes)]
    const [long, short] = [Math.hypot(...w), Math.hypot(...a)]
    const scale = long > 0 && short > 0 ? Math.sqrt(short / long) : 1
    values.set(w.map((value) => value * scale), c * rank * width)
    values.set(a.map((value) => value / scale), channels * rank * width + c * rank * classes)
  }
  values.set(own.bias, values.length - classes)
  return { rank, values }
}

export interface Wanted {
  /** Share of the objective that may be left between it and its bound. */
  gap: number
  iterations: number
  seconds: number
}

export interface Watched {
  tell: (reached: Reached) => void
  stopped: () => boolean
}

/** Every certificate on the way and the last point, which is the best. Null when it was stopped. */
export async function solveProgram(
  program: Program, start: Factors, wanted: Wanted, { tell, stopped }: Watched
): Promise<{ reached: Reached[]; factors: Factors } | null> {
  const begun = performance.now()
  const { rank } = start
  const reached: Reached[] = []
  const certify = async (values: Float64Array, iterations: number): Promise<boolean> => {
    const certificate = await certificateOf(program, { rank, values })
    const seconds = (performance.now() - begun) / 1000
    reached.push({ ...certificate, iterations, seconds })
    tell({ ...certificate, iterations, seconds })
    return gapOf(certificate) <= wanted.gap || seconds > wanted.seconds
  }
  let [iterations, at, isDone] = [0, start.values, await certify(start.values, 0)]
  while (!isDone) {
    let made = 0
    const end = await stepwise(program, { rank, values: at }, certifiedEvery, async () => {
      made++
      return stopped() || made >= certifiedEvery ? 'enough' : 'more'
    })
    if (stopped()) return null
    at = end.at
    iterations += made
    isDone = await certify(at, iterations) || made === 0 || iterations >= wanted.iterations
  }
  return { reached, factors: { rank, values: at } }
}

/** The steps of L-BFGS one after the other; others are answered in between. */
export async function stepwise(
  program: Program, start: Factors, iterations: number, after: (reached: Minimum) => Promise<'more' | 'enough'>
): Promise<Minimum> {
  const wanted = { tolerance: 1e-9, evaluations: 2 * iterations, pairs }
  let since = performance.now()
  return minimiseLate(factorObjective(program, start), start.values, wanted, async (reached) => {
    if (performance.now() - since > turnEvery) {
      await turn()
      since = performance.now()
    }
    return after(reached)
  })
}
