/** What the courses of solvers say, each with its rule, over the runs that they were measured on. */
import { elementOf } from '../../../../preload/schema/element'
import type { SolverCourse, SolverLook } from '../../../../preload/schema/solvers'
import type { Claim } from '../../../../preload/schema/theory/result'
import { over, verdict } from '../experiment'

type Courses = readonly SolverCourse[]

/** @param runs the courses of each */
export const claimsOf = (runs: readonly Courses[]): Claim[] =>
  [bestIsSgd(runs), lowerByCurvature(runs), lossSaysNothing(runs), neverRises(runs)]

const endOf = ({ looks }: SolverCourse): SolverLook => elementOf(looks, looks.length - 1)
const isSgd = ({ name }: SolverCourse): boolean => name === 'sgd'
const usesCurvature = new Set<string>(['lbfgs', 'layerwise', 'gauss-newton', 'batch-gauss-newton'])

/** Of each run the least figure of some solvers over the least of SGD; of none where either is missing. */
function ratiosToSgd(
  runs: readonly Courses[], others: (course: SolverCourse) => boolean, figure: (end: SolverLook) => number
): number[] {
  return runs.flatMap((courses) => {
    const least = (some: Courses): number => Math.min(...some.map((one) => figure(endOf(one))))
    const ratio = least(courses.filter(others)) / least(courses.filter(isSgd))
    return Number.isFinite(ratio) && ratio > 0 ? [ratio] : []
  })
}

function bestIsSgd(runs: readonly Courses[]): Claim {
  const ratios = ratiosToSgd(runs, (one) => !isSgd(one), ({ reluLoss }) => reluLoss)
  return {
    text: 'No solver is better than SGD on the ReLU objective',
    bound: 1, ...over(ratios),
    holds: ratios.length === 0 ? 'not applicable' : verdict(Math.min(...ratios) >= 1),
    rule: 'least loss of the ReLU network on the same examples at the end of any other solver, over that of SGD; at ' +
      'least 1 in every run'
  }
}

function lowerByCurvature(runs: readonly Courses[]): Claim {
  const ratios = ratiosToSgd(runs, ({ name }) => usesCurvature.has(name), ({ loss }) => loss)
  return {
    text: 'Given the masks, a solver that uses curvature ends below SGD in as many passes',
    bound: 1, ...over(ratios),
    holds: ratios.length === 0 ? 'not applicable' : verdict(Math.max(...ratios) < 1),
    rule: 'least masked loss at the end of any solver that uses curvature, over that of SGD; below 1 in every run'
  }
}

/** In pairs that are drawn without regard to either it is a half. */
const discordantFrom = 0.4

function lossSaysNothing(runs: readonly Courses[]): Claim {
  const shares = runs.flatMap(discordantShare)
  const { measured, spread } = over(shares)
  return {
    text: 'A low masked loss says nothing of the ReLU error',
    bound: discordantFrom, measured, spread,
    holds: measured === null ? 'not applicable' : verdict(measured >= discordantFrom),
    rule: 'share of pairs of looks at a run, all solvers together and without the start, in which the lower masked ' +
      `loss has the higher ReLU test error; at least ${discordantFrom} in the mean, where chance gives 0.5`
  }
}

function discordantShare(courses: Courses): number[] {
  // The start is the same for all.
  const looks = courses.flatMap((course) => course.looks.slice(1))
  const pairs = looks.flatMap((one, i) => looks.slice(i + 1).map((other) => [one, other] as const))
    .filter(([one, other]) => one.loss !== other.loss && one.testError !== other.testError)
  const discordant = pairs.filter(([one, other]) => (one.loss < other.loss) !== (one.testError < other.testError))
  return pairs.length === 0 ? [] : [discordant.length / pairs.length]
}

function neverRises(runs: readonly Courses[]): Claim {
  const losses = runs.flat().filter(({ name }) => name === 'layerwise').map(({ points }) => points)
  const rises = losses.flatMap((points) => points.slice(1).map(({ loss }, i) => loss - points[i].loss))
  const measured = rises.length === 0 ? null : Math.max(...rises)
  return {
    text: 'A Newton step in one layer never raises the masked loss',
    bound: 0, measured, spread: null,
    holds: measured === null ? 'not applicable' : verdict(measured <= 0),
    rule: 'largest change of the masked loss from one layer’s step to the next, in any run; at most 0'
  }
}
