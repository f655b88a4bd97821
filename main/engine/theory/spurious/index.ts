/** Where gradient descent ends from random weights, and whether the closed forms of the spurious minimum say so. */
import type { spurious } from '../../../../preload/schema/theory/spurious'
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { over, verdict, type Experiment, type ParametersOf } from '../experiment'
import { descend, endOf, type Descent, type Point } from './descent'
import { spuriousLoss, spuriousThreshold, type Teacher } from './population'
import { phaseClaim, phases, phaseTable } from './phases'
import { descendOnSamples } from './sgd'
import { flipped, randomStart, randomTeacher, type Start } from './starts'

type Parameters = ParametersOf<typeof spurious>

/** One teacher with its starts. */
interface Group { ratio: number; seed: number; teacher: Teacher; starts: Start[]; descents: Descent[] }

const sampledStarts = 40
const signs = [[1, 1], [1, -1], [-1, 1], [-1, -1]] as const

export const runSpurious: Experiment<Parameters> = (parameters, seeds, tell) => {
  const ratios = parameters.teacher === 'random' ? [null] : parameters.ratio
  const wanted = ratios.flatMap((ratio) => seeds.map((seed) => ({ ratio, seed })))
  const [isFlipped, isSampled] = [parameters.signs === 'four', parameters.batch !== null]
  const parts = wanted.length * (isFlipped ? 4 : 1) + 1 + (isSampled ? 1 : 0)
  let done = 0
  const groups = wanted.map(({ ratio, seed }) => {
    tell(done++, parts)
    return groupOf(parameters, ratio, seed)
  })
  tell(done++, parts)
  const traced = phases(parameters, seeds)
  const results = [outcomesTable(parameters, groups), endsTable(groups), phaseTable(traced)]
  const claims = [...outcomeClaims(parameters, groups), phaseClaim(traced)]
  if (isFlipped) claims.push(flipClaim(groups, () => { tell(done++, parts) }))
  if (parameters.batch !== null) {
    tell(done, parts)
    const sampled = sampledEnds(groups, parameters.batch)
    results.push(sampledTable(sampled))
    claims.push(sampledClaim(sampled))
  }
  return { results, claims }
}

function groupOf({ k, p, starts: count, init }: Parameters, ratio: number | null, seed: number): Group {
  const teacher = randomTeacher(random(seed, 'teacher', k), k, ratio)
  const stream = random(seed, 'starts', k, p, String(ratio))
  const starts = Array.from({ length: count }, () => randomStart(stream, p, teacher, init))
  const descents = starts.map((start) => descend(start, teacher))
  return { ratio: teacher.sum ** 2 / teacher.squares, seed, teacher, starts, descents }
}

const share = (group: Group, end: Descent['end']): number =>
  group.descents.filter((descent) => descent.end === end).length / group.descents.length

/** Groups of one ratio; all of them where teachers are random. */
function byRatio({ teacher }: Parameters, groups: readonly Group[]): Group[][] {
  return [...Map.groupBy(groups, ({ ratio }) => (teacher === 'random' ? 'random' : ratio.toFixed(6))).values()]
}

const outcomesTable = (parameters: Parameters, groups: readonly Group[]): ResultTable => ({
  name: 'outcomes',
  title: 'Where gradient descent ends, by (1ᵀa*)² / ‖a*‖²',
  columns: ['ratio', 'threshold', 'starts', 'global', 'deviation', 'spurious', 'undecided', 'spurious loss'],
  rows: byRatio(parameters, groups).map((own) => {
    const { measured, spread } = over(own.map((group) => share(group, 'global')))
    const mean = (values: readonly number[]): number | null => over(values).measured
    return [
      parameters.teacher === 'random' ? 'random' : Number((own[0].ratio).toFixed(6)), spuriousThreshold(parameters.k),
      own.reduce((sum, { descents }) => sum + descents.length, 0), measured, spread,
      mean(own.map((group) => share(group, 'spurious'))), mean(own.map((group) => share(group, 'undecided'))),
      mean(own.map(({ teacher }) => spuriousLoss(teacher)))
    ]
  })
})

/** For the portrait of φ and aᵀa*: a line for each start. */
const endsTable = (groups: readonly Group[]): ResultTable => ({
  name: 'ends',
  title: 'Each start and its end',
  columns: ['ratio', 'seed', 'steps', 'end', 'angle', 'agreement', 'loss'],
  rows: groups.flatMap(({ ratio, seed, descents }) => descents.map(({ steps, end, angle, agreement, loss }) =>
    [Number(ratio.toFixed(6)), seed, steps, end, angle, agreement, loss])).slice(0, 50_000)
})

function outcomeClaims(parameters: Parameters, groups: readonly Group[]): Claim[] {
  const threshold = spuriousThreshold(parameters.k)
  const isBelow = ({ teacher }: Group): boolean => teacher.sum ** 2 < threshold * teacher.squares
  const [below, above] = [groups.filter(isBelow), groups.filter((group) => !isBelow(group))]
  const all = groups.flatMap(({ descents }) => descents)
  const undecided = all.filter(({ end }) => end === 'undecided').length
  const errors = groups.flatMap(({ teacher, descents }) => descents.filter(({ end }) => end === 'spurious')
    .map(({ loss }) => Math.abs(loss / spuriousLoss(teacher) - 1)))
  const reached = over(below.map((group) => share(group, 'global')))
  const missed = over(below.map((group) => share(group, 'spurious')))
  const least = above.map((group) => share(group, 'global'))
  const none = { measured: null, spread: null }
  return [
    {
      text: 'Below the threshold gradient descent reaches the teacher with constant probability',
      bound: 0, ...(below.length > 0 ? reached : none),
      holds: below.length > 0 ? verdict(below.every((group) => share(group, 'global') > 0)) : 'not applicable',
      rule: 'mean share of starts that reach the global minimum; more than 0 for every teacher below the threshold'
    },
    {
      text: 'Below the threshold it ends in the spurious minimum with constant probability',
      bound: 0, ...(below.length > 0 ? missed : none),
      holds: below.length > 0 ? verdict(below.every((group) => share(group, 'spurious') > 0)) : 'not applicable',
      rule: 'mean share of starts that end there; more than 0 for every teacher below the threshold'
    },
    {
      text: 'From (1ᵀa*)² = ‖a*‖² (1 + (k−1)/π) on there is no spurious minimum',
      bound: 0, measured: least.length > 0 ? Math.max(...above.map((group) => share(group, 'spurious'))) : null,
      spread: over(least).spread,
      holds: least.length > 0 ? verdict(above.every((group) => share(group, 'spurious') === 0)) : 'not applicable',
      rule: 'largest share of starts that end in the spurious minimum, over teachers from the threshold on; 0'
    },
    {
      text: 'The spurious loss is the closed form',
      bound: 1e-4, measured: errors.length > 0 ? Math.max(...errors) : null, spread: null,
      holds: errors.length > 0 ? verdict(Math.max(...errors) < 1e-4) : 'not applicable',
      rule: 'largest relative difference of the loss at spurious ends; below 1e-4'
    },
    {
      text: 'Every start ends in one of the two', bound: 0.001, measured: undecided / all.length, spread: null,
      holds: verdict(undecided / all.length <= 0.001),
      rule: 'share of starts that are in neither after 6,000 steps; at most 0.1 %, as steps are few at the threshold'
    }
  ]
}

function flipClaim(groups: readonly Group[], next: () => void): Claim {
  const most = 200
  const counts = groups.flatMap(({ teacher, starts, descents }) => {
    const own = starts.slice(0, most)
    const others = signs.slice(1).map(([ofFilter, ofOutput]) => {
      next()
      return own.map((start) => descend(flipped(start, ofFilter, ofOutput), teacher).end)
    })
    return own.map((_, i) => [descents[i].end, ...others.map((ends) => ends[i])]
      .filter((end) => end === 'global').length)
  })
  const reached = counts.filter((count) => count > 0).length / counts.length
  return {
    text: 'Of the four sign flips of a start at least one reaches the teacher',
    bound: 1, measured: reached, spread: null,
    holds: verdict(reached === 1),
    rule: `share of ${counts.length} starts of which one of (±v, ±a) reaches the global minimum; 1`
  }
}

interface Sampled { ratio: number; seed: number; population: Descent; sampled: Point; expected: number; same: boolean }

function sampledEnds(groups: readonly Group[], batch: number): Sampled[] {
  const perGroup = Math.max(1, Math.floor(sampledStarts / groups.length))
  return groups.flatMap(({ ratio, seed, teacher, starts, descents }) =>
    starts.slice(0, perGroup).map((start, i) => {
      const sampled = descendOnSamples(start, teacher, batch, random(seed, 'samples', i))
      // SGD stays as far from the end as its last steps are noisy.
      const end = sampled.loss < 1e-3 ? 'global' : endOf(sampled, teacher, 0.05)
      const population = descents[i]
      return { ratio, seed, population, sampled, expected: spuriousLoss(teacher), same: end === population.end }
    }))
}

const sampledTable = (ends: readonly Sampled[]): ResultTable => ({
  name: 'samples',
  title: 'SGD on samples, from the same starts',
  columns: ['ratio', 'seed', 'population', 'angle', 'loss', 'spurious loss'],
  rows: ends.map(({ ratio, seed, population, sampled, expected }) =>
    [Number(ratio.toFixed(6)), seed, population.end, sampled.angle, sampled.loss, expected])
})

function sampledClaim(ends: readonly Sampled[]): Claim {
  const same = ends.filter((end) => end.same).length / ends.length
  return {
    text: 'SGD on samples ends where the population’s gradient does', bound: 0.9, measured: same, spread: null,
    holds: verdict(same >= 0.9), rule: `share of ${ends.length} starts with the same end; at least 0.9`
  }
}
