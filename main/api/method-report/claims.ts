/**
 * The paper's claims, each judged by a rule on what was measured; the rule is part of what is said. A method of which a
 * run diverged is judged by that alone.
 */
import { percent, percentWithUnit, points } from '../../../preload/schema/format'
import { publishedFewerIterations } from '../../../preload/schema/published'
import type { ReportEntry, ReportRun } from './collect'
import { reportMethodTitles, type ReportMethodName } from './methods'
import { differencesOf, reachedOf, sampleOf, standardError, type Sample } from '../../../preload/schema/statistics'

/** Test errors whose first reaching is counted. */
export const reachedErrors = [0.10, 0.05] as const

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
    claim: `${reportMethodTitles[name]} trains as SGD does.`, rule: 'No run diverges.', verdict: 'does not hold',
    measured: `${diverged.length} of ${runs.length + diverged.length} diverged`
  }))
  const compare = (
    name: ReportMethodName,
    judge: (runs: readonly ReportRun[], sgd: readonly ReportRun[]) => Claim[]
  ): void => {
    const [runs, sgd] = [named.get(name), named.get('sgd')]
    if (runs && sgd) claims.push(...judge(runs, sgd))
  }
  compare('i-alternation', (runs, sgd) => [
    asGood('i-alternation', 'sgd', runs, sgd),
    ...fewer('i-alternation', runs, sgd)
  ])
  compare('i-alternation-published', (runs, sgd) => [
    asGood('i-alternation-published', 'sgd', runs, sgd),
    ...fewer('i-alternation-published', runs, sgd)
  ])
  compare('b-alternation', (runs, sgd) => [
    asGood('b-alternation', 'sgd', runs, sgd),
    ...fewer('b-alternation', runs, sgd)
  ])
  const [majority, batch] = [named.get('majority'), named.get('b-alternation')]
  if (majority && batch) claims.push(asGood('majority', 'b-alternation', majority, batch))
  for (const name of ['dsd', 'dsd-i-alternation', 'dsd-b-alternation'] as const)
    compare(name, (runs, sgd) => [asGood(name, 'sgd', runs, sgd, sameErrorPruned)])
  const instance = named.get('i-alternation')
  if (instance) claims.push(masktCosts(instance))
  return claims
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
    claim: `${reportMethodTitles[name]} ends with about the error of ${reportMethodTitles[other]}.`,
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
  const title = reportMethodTitles[name]
  return reachedErrors.map((error) => {
    const saving = savingOf(error, runs, sgd)
    return {
      claim: `${title} reaches ${whole(error)} error in ${range} fewer iterations than SGD.`,
      rule: `Every run reaches it, in at least ${whole(least)} fewer iterations on average, warm-up included.`,
      measured: saving === null ? 'not every run reaches it' : savingText(saving),
      verdict: saving !== null && saving >= least ? 'holds' : 'does not hold'
    }
  })
}

function savingText(saving: number): string {
  if (whole(Math.abs(saving)) === whole(0)) return 'as many'
  return saving > 0 ? `${whole(saving)} fewer` : `${whole(-saving)} more`
}

/** Fraction of SGD's iterations that are saved; null when a run of either never reaches the error. */
export function savingOf(error: number, runs: readonly ReportRun[], sgd: readonly ReportRun[]): number | null {
  const own = reachedOf(error, runs.map(({ tests }) => tests))
  const others = reachedOf(error, sgd.map(({ tests }) => tests))
  if (own.missed + others.missed > 0 || own.iterations.mean === null || others.iterations.mean === null) return null
  return 1 - own.iterations.mean / others.iterations.mean
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
