/** The tables of the programs: by number of patterns, by round of growth, by width of SGD, and step by step. */
import type { ResultTable } from '../../../../preload/schema/theory/result'
import { over } from '../experiment'
import type { Found } from './claims'
import type { OwnMasks } from './own-masks'
import type { Sampled } from './sampled'

const meanOf = (values: readonly number[]): number | null => over(values).measured
const both = (values: readonly number[]): (number | null)[] => {
  const { measured, spread } = over(values)
  return [measured, spread]
}

export function patternTable({ measured }: Found): ResultTable {
  const [first] = measured
  const rows = first.sampled.map(({ drawn }, at): (string | number | null)[] => {
    const own = measured.map(({ sampled }) => sampled[at])
    const of = (value: (one: Sampled) => number): number[] => own.map(value)
    return [
      drawn, ...both(of(({ objective }) => objective)),
      Math.max(...of(({ objective, bound }) => (objective - bound) / objective)),
      meanOf(of(({ patterns }) => patterns)), meanOf(of(({ used }) => used)), meanOf(of(({ steps }) => steps)),
      ...both(of(({ error }) => error))
    ]
  })
  const growths = measured.flatMap(({ growth }) => growth ?? [])
  const ends = growths.map(({ rounds }) => rounds[rounds.length - 1])
  if (ends.length > 0) rows.push([
    'grown', ...both(ends.map(({ objective }) => objective)),
    Math.max(...ends.map(({ objective, gap }) => gap / objective)), meanOf(ends.map(({ patterns }) => patterns)),
    meanOf(ends.map(({ used }) => used)), null, ...both(growths.map(({ error }) => error))
  ])
  return {
    name: 'patterns',
    title: 'Optimum over P random patterns, with the largest relative gap to its bound',
    columns: [
      'P', 'objective', 'deviation', 'largest gap', 'distinct', 'blocks used', 'steps', 'test error %', 'deviation'
    ],
    rows
  }
}

export const growthTable = ({ measured }: Found): ResultTable => ({
  name: 'growth',
  title: 'Growing patterns: each round’s optimum, and how much the worst pattern found violates it (1: not at all)',
  columns: ['seed', 'round', 'patterns', 'blocks used', 'objective', 'violation'],
  rows: measured.flatMap(({ seed, growth }) => (growth?.rounds ?? []).map(
    ({ patterns, used, objective, violation }, round) => [seed, round, patterns, used, objective, violation]))
})

export function widthTable({ widths, measured }: Found): ResultTable {
  return {
    name: 'widths',
    title: 'SGD on ReLU networks beside the programs over their own masks: objectives',
    columns: [
      'width', 'SGD', 'deviation', 'ReLU program', 'excess of SGD', 'least', 'largest', 'gated', 'gated, random masks',
      'largest gap', 'masks', 'test error %'
    ],
    rows: widths.map((width, at) => {
      const own = measured.map((one) => one.own[at])
      const of = (value: (one: OwnMasks) => number): number[] => own.map(value)
      const excesses = of(excessOf)
      return [
        width, ...both(of(({ sgd }) => sgd)), meanOf(of(({ relu }) => relu)), meanOf(excesses), Math.min(...excesses),
        Math.max(...excesses), meanOf(of(({ gated }) => gated)), meanOf(of((one) => one.random)),
        Math.max(...of(({ relu, bound }) => (relu - bound) / relu)),
        meanOf(of(({ masks }) => masks)), meanOf(of(({ error }) => error))
      ]
    })
  }
}

const excessOf = ({ sgd, relu }: OwnMasks): number => sgd / relu - 1

export const maskTable = ({ measured }: Found): ResultTable => ({
  name: 'sgd',
  title: 'Each network of SGD',
  columns: [
    'seed', 'width', 'masks', 'SGD', 'ReLU program', 'its bound', 'gated', 'gated, random masks', 'test error %'
  ],
  rows: measured.flatMap(({ own }) => own.map((one) =>
    [one.seed, one.width, one.masks, one.sgd, one.relu, one.bound, one.gated, one.random, one.error]))
})

/** For the chart of primal and dual. */
export const traceTable = ({ measured }: Found): ResultTable => ({
  name: 'certificate',
  title: 'Objective and bound over steps of FISTA, first seed',
  columns: ['P', 'step', 'objective', 'bound'],
  rows: measured[0].sampled.flatMap(({ drawn, trace }) =>
    thinned(trace).map(({ step, objective, bound }) => [drawn, step, objective, bound]))
})

const kept = 100

/** At most about a hundred points, the last among them. */
const thinned = <Point>(trace: readonly Point[]): Point[] => {
  const every = Math.ceil(trace.length / kept)
  return trace.filter((_, at) => at % every === 0 || at === trace.length - 1)
}
