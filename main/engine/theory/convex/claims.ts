/** What is claimed of the programs, and by which rule it holds. */
import type { Claim } from '../../../../preload/schema/theory/result'
import { over, verdict } from '../experiment'
import type { Round } from './grown'
import type { OwnMasks } from './own-masks'
import { solved, type Parameters, type Sampled } from './sampled'

export interface Measured {
  seed: number
  sampled: Sampled[]
  growth: { rounds: Round[]; error: number } | null
  /** By how much L-BFGS on a network with the same gates ends above them, relative; null for ReLU programs. */
  excess: number | null
  own: OwnMasks[]
}

export interface Found { parameters: Parameters; widths: readonly number[]; measured: readonly Measured[] }

interface Words { text: string; rule: string; bound: number }

/** @param values of every seed; without any the claim is not applicable */
const meanClaim = (words: Words, values: readonly number[], holds: (mean: number) => boolean): Claim => {
  const { measured, spread } = over(values)
  return { ...words, measured, spread, holds: measured === null ? 'not applicable' : verdict(holds(measured)) }
}

const mostClaim = (words: Words, values: readonly number[]): Claim => {
  const most = values.length > 0 ? Math.max(...values) : null
  const holds = most === null ? 'not applicable' : verdict(most <= words.bound)
  return { ...words, measured: most, spread: null, holds }
}

const last = <Item>(items: readonly Item[]): Item => items[items.length - 1]
const isDefined = (value: number | null): value is number => value !== null

export function claimsOf(found: Found): Claim[] {
  const { measured } = found
  return [
    mostClaim({
      text: 'The program over given patterns is solved, with a proof: its dual is as high', bound: solved,
      rule: `largest (objective − bound) / objective of all; at most ${solved}`
    }, measured.flatMap(({ sampled }) => sampled.map(({ objective, bound }) => (objective - bound) / objective))),
    mostClaim({
      text: 'L-BFGS on a network with the same gates reaches that optimum, and nothing below', bound: solved,
      rule: 'largest difference of the two objectives, relative; at most 1e-6'
    }, measured.map(({ excess }) => excess).filter(isDefined).map(Math.abs)),
    mostClaim({
      text: 'More patterns never raise the optimum', bound: solved,
      rule: `largest relative rise from fewer to more of the same gates; at most ${solved}`
    }, measured.flatMap(({ sampled }) => sampled.slice(1).map(({ objective }, at) =>
      objective / sampled[at].objective - 1))),
    ...growthClaims(found),
    ...ownClaims(found)
  ]
}

function growthClaims({ parameters, measured }: Found): Claim[] {
  const grown = measured.flatMap(({ sampled, growth }) =>
    growth === null ? [] : [{ sampled: last(sampled), end: last(growth.rounds) }])
  const most = Math.max(...parameters.patterns)
  return [
    meanClaim({
      text: 'Patterns that grow by those that violate the optimum end where none violates', bound: 1.1,
      rule: 'mean over seeds of the largest ‖Xᵀ D r‖ / β found, 1 at the optimum over all patterns; at most 1.1'
    }, grown.map(({ end }) => end.violation), (mean) => mean <= 1.1),
    meanClaim({
      text: `${most} sampled patterns stand for all of them`, bound: 1.01,
      rule: 'mean of their optimum over that of grown patterns; at most 1.01'
    }, grown.map(({ sampled, end }) => sampled.objective / end.objective), (mean) => mean <= 1.01)
  ]
}

function ownClaims({ widths, measured }: Found): Claim[] {
  const own = measured.flatMap((one) => one.own)
  // Without SGD the claims stand there once, and apply to nothing.
  const outer = widths.length > 0 ? [...new Set([widths[0], last(widths)])] : [null]
  const excesses = (width: number | null): number[] =>
    own.filter((one) => one.width === width).map(({ sgd, relu }) => sgd / relu - 1)
  const ratios = (width: number | null): number[] =>
    own.filter((one) => one.width === width).map(({ gated, random }) => gated / random)
  const differences = measured.flatMap((one) =>
    one.own.length > 0 ? [last(one.sampled).error - last(one.own).error] : [])
  return [
    mostClaim({
      text: 'No network of SGD is below the convex program over its own masks', bound: solved,
      rule: 'largest share by which the program’s bound is above SGD’s objective; at most 1e-6'
    }, own.map(({ sgd, bound }) => bound / sgd - 1)),
    ...outer.map((width) => meanClaim({
      text: `SGD ends at the optimum over its own masks, width ${width ?? 'none'}`, bound: 1e-3,
      rule: 'mean excess of SGD over the ReLU program of its masks, relative; at most 1e-3'
    }, excesses(width), (mean) => mean <= 1e-3)),
    ...outer.map((width) => meanClaim({
      text: `SGD’s own masks allow a lower optimum of gates than as many random ones, width ${width ?? 'none'}`,
      bound: 1, rule: 'mean ratio of the two optima; below 1'
    }, ratios(width), (mean) => mean < 1)),
    meanClaim({
      text: 'The optimum over the most sampled patterns errs less on test digits than the widest network of SGD',
      bound: 0, rule: 'mean difference of test errors in points; below 0'
    }, differences, (mean) => mean < 0)
  ]
}
