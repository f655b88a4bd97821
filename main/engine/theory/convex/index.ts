/** Convex programs over patterns: solved with a proof, over more and more patterns, and over the masks of SGD. */
import { random } from '../../random'
import type { Experiment } from '../experiment'
import { claimsOf, type Found, type Measured } from './claims'
import { counted, countClaim, countTable } from './counts'
import { sourceOf, twoClasses, type Source } from './data'
import { grown } from './grown'
import { ownMasks } from './own-masks'
import { planeClaims, planeOf, planeTables, type Plane } from './plane'
import { gatedError, gatedExcess, sampledOptima, type Parameters } from './sampled'
import { growthTable, maskTable, patternTable, traceTable, widthTable } from './tables'

export const runConvex: Experiment<Parameters> = async (parameters, seeds, tell) => {
  const { classes, activation, rounds, plane } = parameters
  const source = sourceOf(classes)
  const widths = [...new Set(parameters.widths ?? [])].sort((one, other) => one - other)
  const ofGates = activation === 'gated' ? rounds + 2 : 0
  const parts = new Set(parameters.patterns).size + ofGates + widths.length + (plane > 0 ? 1 : 0)
  const planes: Plane[] = []
  const measured: Measured[] = []
  for (const [at, seed] of seeds.entries()) {
    let done = at * parts
    // Growth may end before its last round.
    const told = (): void => { tell(Math.min(done++, (at + 1) * parts - 1), seeds.length * parts) }
    measured.push(measuredOf(parameters, source, widths, seed, told))
    if (plane === 0) continue
    told()
    planes.push(await planeOf(source, parameters, seed))
  }
  const counts = counted(seeds[0])
  const found: Found = { parameters, widths, measured }
  return {
    results: [
      patternTable(found), growthTable(found), widthTable(found), maskTable(found), traceTable(found),
      countTable(counts), ...planeTables(planes)
    ],
    claims: [countClaim(counts), ...claimsOf(found), ...planeClaims(planes)]
  }
}

/** @param told before each part */
function measuredOf(
  parameters: Parameters, source: Source, widths: readonly number[], seed: number, told: () => void
): Measured {
  const { examples, beta, activation, rounds } = parameters
  const isGated = activation === 'gated'
  const digits = twoClasses(source, examples, seed)
  const sampled = sampledOptima(parameters, digits, seed, told)
  const growth =
    isGated && rounds > 0 ? grown(digits.train, beta, rounds, random(seed, 'convex', 'growth'), told) : null
  return {
    seed, sampled,
    growth: growth === null
      ? null
      : { rounds: growth.rounds, error: gatedError(digits.test, growth.gated, growth.solution.blocks) },
    excess: isGated ? gatedExcess(parameters, digits, seed) : null,
    own: widths.map((width) => {
      told()
      return ownMasks(parameters, digits, width, seed)
    })
  }
}
