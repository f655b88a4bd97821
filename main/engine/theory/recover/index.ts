/** How often each solver finds the weights, by number of examples, and which claims of the paper that bears out. */
import { recoverySizes, type SolverName } from '../../../../preload/schema/theory/recover'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { finite, over, verdict, type Experiment } from '../experiment'
import { solvedTrial, type Errors, type Parameters, type Trial } from './trial'

export const runRecover: Experiment<Parameters> = async (parameters, seeds, tell) => {
  const samples = [...new Set(parameters.samples)].sort((one, other) => one - other)
  const solvers = parameters.solver.filter((solver) => solver !== 'sgd' || parameters.dims === null)
  const bySeed: Trial[][] = []
  let done = 0
  for (const seed of seeds) {
    const trials: Trial[] = []
    for (const count of samples)
      for (let trial = 0; trial < parameters.trials; trial++) {
        tell(done++, seeds.length * samples.length * parameters.trials)
        trials.push(await solvedTrial(parameters, count, seed, trial))
      }
    bySeed.push(trials)
  }
  const found: Found = { parameters, samples, solvers, bySeed, all: bySeed.flat() }
  return { results: [successTable(found), solverTable(found), failureTable(found)], claims: claimsOf(found) }
}

interface Found {
  parameters: Parameters
  samples: readonly number[]
  solvers: readonly SolverName[]
  bySeed: readonly Trial[][]
  all: readonly Trial[]
}

/** Of V, up to which it counts as found. */
const threshold = ({ noise }: Parameters): number => (noise > 0 ? 0.1 : 1e-3)

const errorsOf = (trials: readonly Trial[], solver: SolverName): Errors[] =>
  trials.flatMap(({ errors }) => errors.get(solver) ?? [])

/** Share of trials in which a solver found V; NaN for none. */
function successOf({ parameters }: Found, trials: readonly Trial[], solver: SolverName): number {
  const errors = errorsOf(trials, solver)
  return errors.filter(({ weights }) => weights < threshold(parameters)).length / errors.length
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = (sorted.length - 1) / 2
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2
}

const ofSamples = ({ all }: Found, count: number): Trial[] => all.filter(({ samples }) => samples === count)

function successTable(found: Found): ResultTable {
  const { freedom, equations } = recoverySizes(found.parameters)
  return {
    name: 'success',
    title: `Share of trials with ‖V̂ − V‖ < ${threshold(found.parameters)} ‖V‖, by solver`,
    columns: ['samples', 'equations per unknown', 'κ²', 'σ₂/σ₁', ...found.solvers, 'lowest by lbfgs'],
    rows: found.samples.map((count) => {
      const own = ofSamples(found, count)
      const condition = median(own.map(({ squaredCondition }) => squaredCondition))
      const second = median(own.map(({ secondShare }) => secondShare))
      const successes = found.solvers.map((solver) => successOf(found, own, solver))
      return [count, (count * equations) / freedom, finite(condition), second, ...successes, lowest(own)]
    })
  }
}

/** Share of trials in which L-BFGS reached the global minimum, whose V need not be the one; null without it. */
function lowest(trials: readonly Trial[]): number | null {
  const own = trials.filter(({ errors }) => errors.has('lbfgs'))
  return finite(own.filter(({ failure }) => failure === null).length / own.length)
}

/** Where a share of n trials lies with 95 % (Wilson). */
export function wilson(share: number, n: number): [number, number] {
  const z = 1.96
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n)
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

const solverTable = (found: Found): ResultTable => ({
  name: 'solvers',
  title: 'Success with its 95 % interval, and median errors of V and of predictions',
  columns: ['solver', 'samples', 'trials', 'success', 'low', 'high', 'error of V', 'error of predictions'],
  rows: found.solvers.flatMap((solver) => found.samples.map((count) => {
    const own = ofSamples(found, count)
    const errors = errorsOf(own, solver)
    const success = successOf(found, own, solver)
    return [
      solver, count, errors.length, success, ...wilson(success, errors.length),
      finite(median(errors.map(({ weights }) => weights))), finite(median(errors.map(({ predictions }) => predictions)))
    ]
  }))
})

const mostFailures = 200

const failureTable = ({ all }: Found): ResultTable => ({
  name: 'failures',
  title: 'L-BFGS that stopped above the global minimum (the first 200)',
  columns: ['seed', 'trial', 'samples', 'relative loss', 'largest slope', 'least curvature'],
  rows: all.flatMap(({ failure }) => failure ?? []).slice(0, mostFailures)
    .map(({ seed, trial, samples, relativeLoss, slope, leastCurvature }) =>
      [seed, trial, samples, relativeLoss, slope, leastCurvature])
})

function claimsOf(found: Found): Claim[] {
  const { freedom, columns, equations } = recoverySizes(found.parameters)
  const unknowns = freedom / equations
  return [
    successClaim(found, 'ls', (count) => count >= 2 * columns, 0.99,
      'Least squares and the singular vectors of rank one (28) find V from twice as many examples as columns of U on'),
    successClaim(found, 'nuclear', (count) => count >= 3 * unknowns, 0.95,
      'The nuclear norm (P3) finds V from three times as many equations as unknowns on'),
    successClaim(found, 'lbfgs', (count) => count >= 2 * unknowns, 0.9,
      'Local descent on the weights (P1) finds V from twice as many equations as unknowns on'),
    fewClaim(found, unknowns),
    minimaClaim(found, unknowns)
  ]
}

function successClaim(
  found: Found, solver: SolverName, isMeant: (samples: number) => boolean, bound: number, text: string
): Claim {
  const meant = found.samples.filter(isMeant).join(', ') || 'none'
  const shares = found.bySeed
    .map((trials) => successOf(found, trials.filter(({ samples }) => isMeant(samples)), solver))
    .filter((share) => !Number.isNaN(share))
  const { measured, spread } = over(shares)
  const holds = measured === null ? 'not applicable' : verdict(measured >= bound)
  return { text, bound, measured, spread, holds, rule: `mean share of trials at these N, ${meant}; at least the bound` }
}

function fewClaim(found: Found, unknowns: number): Claim {
  const few = found.all.filter(({ samples }) => samples < unknowns)
  const shares = found.solvers.map((solver) => successOf(found, few, solver)).filter((share) => !Number.isNaN(share))
  const most = shares.length > 0 ? Math.max(...shares) : null
  return {
    text: 'With fewer equations than unknowns nobody finds V', bound: 0, measured: most, spread: null,
    holds: most === null ? 'not applicable' : verdict(most === 0), rule: 'largest share of trials of any solver; 0'
  }
}

/** Of the Hessian, above which a point where L-BFGS stopped counts as a minimum: differences of 1e-5 give no more. */
const flat = -1e-6

function minimaClaim(found: Found, unknowns: number): Claim {
  const enough = found.all.filter(({ samples, errors }) => samples >= unknowns && errors.has('lbfgs'))
  const isMinimum = ({ failure }: Trial): boolean =>
    failure !== null && failure.slope < 1e-6 && failure.leastCurvature > flat
  const isKnown = enough.length > 0 && found.parameters.noise === 0
  const measured = isKnown ? enough.filter(isMinimum).length / enough.length : null
  return {
    text: 'Every local minimum is a global one (Theorem 1’s conclusion), from as many equations as unknowns on',
    bound: 0, measured, spread: null, holds: measured === null ? 'not applicable' : verdict(measured === 0),
    rule: 'share of trials in which L-BFGS stopped at a minimum (slope < 1e-6, no negative curvature) that is none; 0'
  }
}
