/** What is claimed of the rules: each of a difference of two over the same seeds, by its 95 % interval. */
import type { Claim } from '../../../../preload/schema/theory/result'
import { interval95, sampleOf } from '../../../../preload/schema/statistics'
import { over, verdict } from '../experiment'
import { nameOf, type Rule } from './rules'
import { errorsOf, type Trained } from './trained'

/** Guessing among ten digits errs in 90 %. */
const mostError = 45

export function claimsOf(trained: readonly Trained[]): Claim[] {
  const errors = new Map(trained.map((one) => [one.name, errorsOf(one)]))
  const between = (text: string, one: Rule, other: Rule): Claim =>
    differenceClaim(text, errors.get(nameOf(one)), errors.get(nameOf(other)))
  const [ste, saturated]: Rule[] = [{ kind: 'ste' }, { kind: 'saturated-ste' }]
  const soft: Rule = { kind: 'ftprop', loss: 'soft-hinge', weights: 'gradient' }
  return [
    trainedClaim(trained),
    between('Target propagation with soft hinges improves on the straight-through estimator', soft, ste),
    between('It improves on the saturated estimator, too', soft, saturated),
    between('The saturated estimator improves on the plain one', saturated, ste),
    between('Soft hinges improve on hinges', soft, { ...soft, loss: 'hinge' }),
    between('Soft hinges are better weighted by the gradient than alike', soft, { ...soft, weights: 'none' }),
    reluClaim(trained)
  ]
}

function trainedClaim(trained: readonly Trained[]): Claim {
  const hard = trained.filter(({ rule }) => rule.kind !== 'relu').flatMap(errorsOf)
  const most = hard.length > 0 ? Math.max(...hard) : null
  return {
    text: 'Every rule trains a network of hard thresholds', bound: mostError, measured: most, spread: null,
    holds: most === null ? 'not applicable' : verdict(most <= mostError),
    rule: `largest test error in percent; at most ${mostError}, half of what guessing errs`
  }
}

const rule = 'mean difference of test errors in points over the same seeds; its 95 % interval (Student) is below 0'

/** That the one errs less. */
function differenceClaim(text: string, one: readonly number[] = [], other: readonly number[] = []): Claim {
  if (one.length === 0 || other.length === 0)
    return { text, bound: 0, measured: null, spread: null, holds: 'not applicable', rule }
  const differences = one.map((error, at) => error - other[at])
  const [, high] = interval95(sampleOf(differences)) ?? []
  // One seed has no interval.
  const holds = high === undefined ? 'not applicable' : verdict(high < 0)
  return { text, bound: 0, ...over(differences), holds, rule }
}

/** Of every rule of hard thresholds; what is measured is that of the nearest. */
function reluClaim(trained: readonly Trained[]): Claim {
  const text = 'No rule of hard thresholds reaches ReLU'
  const relu = trained.find((one) => one.rule.kind === 'relu')
  const each = trained.filter((one) => one.rule.kind !== 'relu')
    .map((one) => differenceClaim(text, relu && errorsOf(relu), errorsOf(one)))
    .toSorted((one, other) => (other.measured ?? 0) - (one.measured ?? 0))
  const [nearest = differenceClaim(text)] = each
  const isReached = each.some(({ holds }) => holds === 'does not hold')
  return {
    ...nearest, holds: isReached ? 'does not hold' : nearest.holds,
    rule: 'mean difference of test errors in points to the nearest rule; of every rule the 95 % interval is below 0'
  }
}
