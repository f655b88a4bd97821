/**
 * The paper's claims, each judged by a rule on what was measured; the rule is part of what is said. A method of which a
 * run diverged is judged by that alone.
 */
import { decimal, percent, percentWithUnit, points } from '../../../preload/schema/format'
import { publishedFewerIterations } from '../../../preload/schema/published'
import type { ReportEntry, ReportRun } from './collect'
import { titleOf, type ReportMethodName } from './methods'
import { reachedErrors } from '../../../preload/schema/run-comparison'
import { differencesOf, sampleOf, standardError, type Sample } from '../../../preload/schema/statistics'

/** Levels of the paper's claim of fewer iterations: 10 and 5 %. */
const claimedErrors = reachedErrors.slice(0, 2)

/** Share of SGD's seconds that a faster method may take. */
const fasterThan = 0.75

/** Largest difference of mean errors that still counts as "the same": 0.3 percentage points. */
const sameError = 0.003
/** The same for a network that was pruned on the way: 0.5 percentage points. */
const sameErrorPruned = 0.005

export interface Claim { claim: string; rule: string; measured: string; verdict: 'holds' | 'does not hold' }

export const pointsWithUnit = (difference: number): string => `${points(difference)} points`
const whole = (fraction: number): string => percentWithUnit(fraction, 0)

export function judgeClaims(entries: readonly ReportEntry[]): Claim[] {
  const named = new Map(
    entries
      .filter(({ runs, diverged }) => runs.length > 0 && diverged.length === 0)
      .map((entry) => [entry.name, entry.runs])
  )
  const claims: Claim[] = entries.filter(({ diverged }) => diverged.length > 0).map(({ name, runs, diverged }) => ({
    claim: `${titleOf(name)} trains as SGD does.`, rule: 'No run diverges.', verdict: 'does not hold',
    measured: `${diverged.length} of ${runs.length + diverged.length} diverged`
  }))
  const compare = (
    name: ReportMethodName,
    judge: (runs: readonly ReportRun[], others: readonly ReportRun[]) => Claim[],
    other: ReportMethodName = 'sgd'
  ): void => {
    const [runs, others] = [named.get(name), named.get(other)]
    if (runs && others) claims.push(...judge(...ofSameSeeds(runs, others)))
  }
  for (const name of ['i-alternation', 'i-alternation-published', 'b-alternation'] as const)
    compare(name, (runs, sgd) => [asGood(name, 'sgd', runs, sgd), ...fewer(name, runs, sgd)])
  for (const [name, other] of faster)
    compare(name, (runs, others) => [asGood(name, other, runs, others), ...sooner(name, other, runs, others)], other)
  const [majority, batch] = [named.get('majority'), named.get('b-alternation')]
  if (majority && batch) claims.push(asGood('majority', 'b-alternation', majority, batch))
  for (const name of ['dsd', 'dsd-i-alternation', 'dsd-b-alternation'] as const)
    compare(name, (runs, sgd) => [asGood(name, 'sgd', runs, sgd, sameErrorPruned)])
  const instance = named.get('i-alternation')
  if (instance) claims.push(masktCosts(instance))
  return claims
}

/** Averages and refits help SGD, too: what masks add is told by the comparison with the same on SGD. */
const faster: readonly [ReportMethodName, ReportMethodName][] = [
  ['sgd-averaged', 'sgd'], ['sgd-refitted', 'sgd'], ['i-alternation-averaged', 'sgd'],
  ['i-alternation-averaged', 'sgd-averaged'], ['i-alternation-refitted', 'sgd'],
  ['i-alternation-refitted', 'sgd-refitted'], ['b-alternation-refitted', 'sgd-refitted']
]

/** Of the seeds that both have: the same first weights and order of examples. */
export function ofSameSeeds(runs: readonly ReportRun[], others: readonly ReportRun[]): [ReportRun[], ReportRun[]] {
  const seedsOf = (of: readonly ReportRun[]): Set<number> => new Set(of.map(({ seed }) => seed))
  const [own, other] = [seedsOf(runs), seedsOf(others)]
  return [runs.filter(({ seed }) => other.has(seed)), others.filter(({ seed }) => own.has(seed))]
}

const errorsBySeed = (runs: readonly ReportRun[]): Map<number, number> =>
  new Map(runs.map(({ seed, error }) => [seed, error]))

function asGood(
  name: ReportMethodName,
  other: ReportMethodName,
  runs: readonly ReportRun[],
  others: readonly ReportRun[],
  bound = sameError
): Claim {
  const difference = differencesOf(errorsBySeed(others), errorsBySeed(runs))
  const mean = difference.mean ?? Infinity
  return {
    claim: `${titleOf(name)} ends with about the error of ${titleOf(other)}.`,
    rule: `Mean test error at most ${percent(bound, 1)} percentage points above, at equal epochs.`,
    measured: difference.mean === null ? 'no seed in common' : `${pointsWithUnit(mean)}${uncertainty(difference)}`,
    // Rounded, because errors of 2,000 examples are multiples of 0.05 points and sums of them should compare as such.
    verdict: Number(mean.toFixed(9)) <= bound ? 'holds' : 'does not hold'
  }
}

function uncertainty(difference: Sample): string {
  const error = standardError(difference)
  return error === null ? ' (one seed)' : ` (standard error ${percent(error)}, ${difference.count} seeds)`
}

function fewer(
  name: 'i-alternation' | 'i-alternation-published' | 'b-alternation',
  runs: readonly ReportRun[],
  sgd: readonly ReportRun[]
): Claim[] {
  const [least, most] = publishedFewerIterations[name === 'b-alternation' ? 'b-alternation' : 'i-alternation']
  const range = least === most ? `about ${whole(least)}` : `${whole(least)}–${whole(most)}`
  const title = titleOf(name)
  return claimedErrors.map((error, level) => {
    const saving = savingOf(level, 'iterations', runs, sgd)
    return {
      claim: `${title} reaches ${whole(error)} error in ${range} fewer iterations than SGD.`,
      rule: `Every run reaches it, in at least ${whole(least)} fewer iterations on average, warm-up included.`,
      measured: saving === null ? 'not every run reaches it' : savingText(saving),
      verdict: saving !== null && saving >= least ? 'holds' : 'does not hold'
    }
  })
}

function sooner(
  name: ReportMethodName, other: ReportMethodName, runs: readonly ReportRun[], others: readonly ReportRun[]
): Claim[] {
  return reachedErrors.map((error, level) => {
    const saving = savingOf(level, 'seconds', runs, others)
    const share = saving === null ? null : 1 - saving
    return {
      claim: `${titleOf(name)} reaches ${whole(error)} error in at most ${fasterThan} of the seconds of ` +
        `${titleOf(other)}.`,
      rule: `Every run reaches it, in at most ${fasterThan} of the seconds on average, masks and refits included.`,
      measured: share === null ? 'not every run reaches it' : `${decimal(share, 2)} ×, n = ${runs.length}`,
      verdict: share !== null && share <= fasterThan ? 'holds' : 'does not hold'
    }
  })
}

function savingText(saving: number): string {
  if (whole(Math.abs(saving)) === whole(0)) return 'as many'
  return saving > 0 ? `${whole(saving)} fewer` : `${whole(-saving)} more`
}

export type Spent = 'iterations' | 'seconds'

/** Of the runs that reach an error, what they take; and how many never reach it. */
export function reachedBy(
  level: number, spent: Spent, runs: readonly ReportRun[]
): { sample: Sample; missed: number } {
  const values = runs.flatMap(({ reached }) => reached[level]?.[spent] ?? [])
  return { sample: sampleOf(values), missed: runs.length - values.length }
}

/** Fraction of the others' iterations or seconds that is saved; null when a run of either never reaches the error. */
export function savingOf(
  level: number, spent: Spent, runs: readonly ReportRun[], others: readonly ReportRun[]
): number | null {
  const [own, other] = [reachedBy(level, spent, runs), reachedBy(level, spent, others)]
  if (own.missed + other.missed > 0 || own.sample.mean === null || other.sample.mean === null) return null
  return 1 - own.sample.mean / other.sample.mean
}

function masktCosts(runs: readonly ReportRun[]): Claim {
  const gap = sampleOf(runs.map(({ maskt, error }) => maskt - error))
  return {
    claim:
      'With MaskT at test time the error of I-alternation rises by several points ' +
      '(the paper: by 4.1 to 4.6 on CIFAR-10).',
    rule: 'Mean gap MaskT − ReLU of at least 1 percentage point.',
    measured: gap.mean === null ? 'no runs' : `${pointsWithUnit(gap.mean)}${uncertainty(gap)}`,
    verdict: (gap.mean ?? 0) >= 0.01 ? 'holds' : 'does not hold'
  }
}
