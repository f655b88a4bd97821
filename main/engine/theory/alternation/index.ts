/** How often a step of the alternation raises the objective, and where it ends beside L-BFGS on the ReLU network. */
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { pooledDigits } from '../digits'
import { over, verdict, type Experiment } from '../experiment'
import { whiteningOf } from '../whitening'
import { alternate, startOf, type Descent, type Parameters, type Round, type Step } from './descent'
import { digitsProblem, pooledSide, reluError, reluObjective } from './network'
import { byLbfgs } from './relu'

/** Of the objective per example: less is rounding. */
const rounding = 1e-9

/** One seed: the alternation, and L-BFGS from the same start. Errors are of test digits, in percent. */
interface Measured {
  seed: number
  descent: Descent
  /** Share of test digits in percent. */
  error: number
  lbfgs: { objective: number; error: number }
}

export const runAlternation: Experiment<Parameters> = async (parameters, seeds, tell) => {
  const { components, hidden, examples, ridge, alternations } = parameters
  const all = pooledDigits('train', pooledSide)
  const whitening = await whiteningOf(all.values, all.count, all.size, components)
  const test = digitsProblem('test', whitening, ridge)
  let done = 0
  const next = (): void => { tell(done++, seeds.length * (alternations + 1)) }
  const measured = seeds.map((seed): Measured => {
    const chosen = random(seed, 'alternation', 'digits').permutation(all.count).subarray(0, examples)
    const { problem } = digitsProblem('train', whitening, ridge, chosen)
    const stream = random(seed, 'alternation', 'filters')
    const length = hidden * problem.size
    const filters = Float64Array.from({ length }, () => stream.normal() / Math.sqrt(problem.size))
    const descent = alternate(problem, filters, parameters, next)
    next()
    const found = byLbfgs(problem, startOf(problem, filters).weights)
    return {
      seed, descent, error: reluError(test.problem, test.labels, descent.weights),
      lbfgs: { objective: reluObjective(problem, found), error: reluError(test.problem, test.labels, found) }
    }
  })
  return {
    results: [outcomeTable(measured), riseTable(measured), roundTable(measured), stepTable(measured)],
    claims: claimsOf(measured)
  }
}

const rises = ({ steps }: Descent, isMeant: (step: Step) => boolean): number =>
  steps.filter((step, at) => isMeant(step) && step.objective > steps[at - 1].objective + rounding).length

const isWeights = ({ kind }: Step): boolean => kind === 'filters' || kind === 'outputs'
const isMasks = ({ kind }: Step): boolean => kind === 'masks'

const lastOf = ({ descent: { rounds } }: Measured): Round => rounds[rounds.length - 1]

function outcomeTable(measured: readonly Measured[]): ResultTable {
  const of = (value: (one: Measured) => number): (number | null)[] => {
    const { measured: mean, spread } = over(measured.map(value))
    return [mean, spread]
  }
  return {
    name: 'outcome',
    title: 'Objective per example and test error of the ReLU network, at the start, at the end, and by L-BFGS',
    columns: [
      'at', 'objective', 'deviation', 'ReLU objective', 'deviation', 'churn', 'deviation', 'test error %', 'deviation'
    ],
    rows: [
      ['first', ...of(({ descent }) => descent.steps[0].objective), ...of(({ descent }) => descent.steps[0].objective),
        ...of(({ descent }) => descent.rounds[0].churn), null, null],
      ['last', ...of((one) => lastOf(one).masked), ...of((one) => lastOf(one).relu),
        ...of((one) => lastOf(one).churn), ...of(({ error }) => error)],
      ['L-BFGS', ...of(({ lbfgs }) => lbfgs.objective), ...of(({ lbfgs }) => lbfgs.objective), null, null,
        ...of(({ lbfgs }) => lbfgs.error)]
    ]
  }
}

function riseTable(measured: readonly Measured[]): ResultTable {
  const row = (name: string, isMeant: (step: Step) => boolean): (string | number)[] => {
    const steps = measured.reduce((sum, { descent }) => sum + descent.steps.filter(isMeant).length, 0)
    const risen = measured.reduce((sum, { descent }) => sum + rises(descent, isMeant), 0)
    return [name, steps, risen, risen / steps]
  }
  const rounds = measured.flatMap(({ descent }) => descent.rounds)
  const risen = rounds.filter(isRisen).length
  return {
    name: 'rises',
    title: 'Steps that raise the objective, over all seeds',
    columns: ['steps', 'number', 'rises', 'share of rises'],
    rows: [
      row('weights', isWeights), row('masks', isMasks),
      ['whole alternations', rounds.length, risen, risen / rounds.length]
    ]
  }
}

const isRisen = ({ before, masked }: Round): boolean => masked > before + rounding

/** For bars of churn and the ReLU objective below the saw-tooth. */
const roundTable = (measured: readonly Measured[]): ResultTable => ({
  name: 'alternations',
  title: 'Each alternation: objective before it, behind its weight steps, behind its mask step',
  columns: ['seed', 'alternation', 'before', 'weights', 'masks', 'ReLU objective', 'churn', 'share on'],
  rows: measured.flatMap(({ seed, descent }) => descent.rounds.map(
    ({ before, weighted, masked, relu, churn, on }, at) => [seed, at + 1, before, weighted, masked, relu, churn, on]))
})

/** The saw-tooth: weight steps and mask jumps as series. */
const stepTable = (measured: readonly Measured[]): ResultTable => ({
  name: 'steps',
  title: 'Each half-step: which of filters, outputs and masks moved, and the objective behind it',
  columns: ['seed', 'step', 'alternation', 'kind', 'objective'],
  rows: measured.flatMap(({ seed, descent }) => descent.steps.map(
    ({ alternation, kind, objective }, step) => [seed, step, alternation, kind, objective]))
})

/** How far from L-BFGS the alternation may end and still count as a solver of the same problem. */
const [mostRatio, mostPoints] = [1.3, 10]

function claimsOf(measured: readonly Measured[]): Claim[] {
  const risen = measured.reduce((sum, { descent }) => sum + rises(descent, isWeights), 0)
  const distances = measured.map((one) => Math.abs(lastOf(one).masked - lastOf(one).relu))
  const ratios = over(measured.map((one) => lastOf(one).relu / one.lbfgs.objective))
  const points = over(measured.map(({ error, lbfgs }) => error - lbfgs.error))
  return [
    {
      text: 'A weight step never raises the objective', bound: 0, measured: risen, spread: null,
      holds: verdict(risen === 0), rule: 'steps of one layer behind which F per example is higher by more than 1e-9; 0'
    },
    shareClaim('A mask step never raises it', 'mask steps', measured.map(({ descent }) =>
      rises(descent, isMasks) / descent.rounds.length)),
    shareClaim('A whole alternation, weights then masks, never raises it', 'alternations', measured.map(({ descent }) =>
      descent.rounds.filter(isRisen).length / descent.rounds.length)),
    {
      text: 'The masked network is the ReLU network once its masks are estimated', bound: 1e-12,
      measured: Math.max(...distances), spread: null, holds: verdict(Math.max(...distances) <= 1e-12),
      rule: 'largest difference of their objectives at the end; at most 1e-12'
    },
    {
      text: 'The alternation lowers the ReLU network’s objective about as far as L-BFGS on it does', bound: mostRatio,
      ...ratios, holds: verdict((ratios.measured ?? Infinity) <= mostRatio),
      rule: 'mean ratio of the two ReLU objectives at the end; at most 1.3'
    },
    {
      text: 'Its ReLU network errs about as often on digits that it has not seen', bound: mostPoints, ...points,
      holds: verdict((points.measured ?? Infinity) <= mostPoints),
      rule: 'mean difference of the two test errors in points; at most 10'
    }
  ]
}

function shareClaim(text: string, steps: string, shares: readonly number[]): Claim {
  return {
    text, bound: 0, ...over(shares), holds: verdict(shares.every((share) => share === 0)),
    rule: `share of ${steps} behind which F per example is higher by more than 1e-9, mean over seeds; 0 for every seed`
  }
}
