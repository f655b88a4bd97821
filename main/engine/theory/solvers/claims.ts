/** What the courses of solvers say, each with its rule. */
import { elementOf } from '../../../../preload/schema/element'
import type { SolverCourse, SolverLook, SolverName } from '../../../../preload/schema/solvers'
import type { Claim } from '../../../../preload/schema/theory/result'

export interface NamedCourse { name: SolverName; course: SolverCourse }

export const claimsOf = (courses: readonly NamedCourse[]): Claim[] =>
  [bestIsSgd(courses), lossSaysNothing(courses), neverRises(courses)]

const endOf = ({ course: { looks } }: NamedCourse): SolverLook => elementOf(looks, looks.length - 1)
const isSgd = ({ name }: NamedCourse): boolean => name === 'sgd'
const least = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.min(...values))

function bestIsSgd(courses: readonly NamedCourse[]): Claim {
  const lossesOf = (some: readonly NamedCourse[]): number[] => some.map((one) => endOf(one).reluLoss)
  const bound = least(lossesOf(courses.filter(isSgd)))
  const measured = least(lossesOf(courses.filter((one) => !isSgd(one))))
  return {
    text: 'No solver is better than SGD on the ReLU objective',
    bound, measured, spread: null,
    holds: bound === null || measured === null ? 'not applicable' : measured >= bound ? 'holds' : 'does not hold',
    rule: 'least loss of the ReLU network on the same examples at the end of any other solver; at least that of SGD'
  }
}

/** In pairs that are drawn without regard to either it is a half. */
const discordantFrom = 0.4

function lossSaysNothing(courses: readonly NamedCourse[]): Claim {
  // The start is the same for all.
  const looks = courses.flatMap(({ course }) => course.looks.slice(1))
  const pairs = looks.flatMap((one, i) => looks.slice(i + 1).map((other) => [one, other] as const))
    .filter(([one, other]) => one.loss !== other.loss && one.testError !== other.testError)
  const discordant = pairs.filter(([one, other]) => (one.loss < other.loss) !== (one.testError < other.testError))
  const measured = pairs.length === 0 ? null : discordant.length / pairs.length
  return {
    text: 'A low masked loss says nothing of the ReLU error',
    bound: discordantFrom, measured, spread: null,
    holds: measured === null ? 'not applicable' : measured >= discordantFrom ? 'holds' : 'does not hold',
    rule: 'share of pairs of looks, all solvers together and without the start, in which the lower masked loss has ' +
      `the higher ReLU test error; at least ${discordantFrom}, where chance gives 0.5`
  }
}

function neverRises(courses: readonly NamedCourse[]): Claim {
  const losses = courses.filter(({ name }) => name === 'layerwise').map(({ course }) => course.points)
  const rises = losses.flatMap((points) => points.slice(1).map(({ loss }, i) => loss - points[i].loss))
  const measured = rises.length === 0 ? null : Math.max(...rises)
  return {
    text: 'A Newton step in one layer never raises the masked loss',
    bound: 0, measured, spread: null,
    holds: measured === null ? 'not applicable' : measured <= 0 ? 'holds' : 'does not hold',
    rule: 'largest change of the masked loss from one layer’s step to the next; at most 0'
  }
}
