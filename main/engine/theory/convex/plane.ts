/**
 * Digits in the plane, where all patterns are known: n points have 2n, so that the ReLU program over them is the best
 * that a network of any width can be, and its units can be drawn.
 */
import type { Claim, ResultTable } from '../../../../preload/schema/theory/result'
import { random } from '../../random'
import { over, verdict } from '../experiment'
import { whitened } from '../whitening'
import { errorOf, twoClasses, type Source } from './data'
import { distinct, planarGates } from './patterns'
import type { Data } from './program'
import { reluProgram, solveRelu } from './relu'
import { solved, type Parameters } from './sampled'
import { networkOf, randomNetwork, reluOutputs, trained, type Network } from './training'

const widths = [1, 2, 4, 8] as const
/** Of L-BFGS, for each width. */
const starts = 10

/** Weights times the absolute output weight, so that an output is Σ sign · max(0, x · u). */
interface Unit { u: [number, number]; sign: number }

export interface Plane {
  seed: number
  data: Data
  patterns: number
  objective: number
  bound: number
  /** The optimum as a network, and its errors on these points in percent. */
  network: Network
  /** Its units, each direction once. */
  units: Unit[]
  error: number
  /** Objectives of networks where L-BFGS ends, a row for each width. */
  ends: { width: number; values: number[] }[]
}

/** By the first two principal components of pooled digits, whitened; without a constant. */
export async function planeOf(source: Source, { plane, beta }: Parameters, seed: number): Promise<Plane> {
  const { train: { count, width, inputs, targets } } = twoClasses(source, plane, seed)
  const pixels = inputs.filter((_, at) => at % width < width - 1)
  const data: Data = { count, width: 2, inputs: await whitened(pixels, count, width - 1, 2), targets }
  const gated = distinct(data, planarGates(data))
  const program = reluProgram(data, gated, beta)
  const { objective, bound, blocks } = solveRelu(program, solved)
  const { network } = networkOf(program, blocks)
  const ends = widths.map((units) => ({
    width: units,
    values: Array.from({ length: starts }, (_, start) =>
      trained(data, beta, 'relu', randomNetwork(2, units, random(seed, 'convex', 'plane', units, start))).value)
  }))
  const error = errorOf(data, reluOutputs(network, data))
  return { seed, data, patterns: gated.length, objective, bound, network, units: unitsOf(network), error, ends }
}

/** Angle between units that are one: an optimum on the edge of two cones is split between their patterns. */
const sameAngle = 1e-3

/** A unit shorter than this share of the longest shows nothing: such are what the program’s tolerance leaves. */
const shown = 1e-3

/** Longest first. */
function unitsOf({ values, units }: Network): Unit[] {
  const lengthOf = ({ u }: Unit): number => Math.hypot(...u)
  const all = Array.from({ length: units }, (_, unit): Unit => {
    const output = values[2 * units + unit]
    const [x, y] = [values[2 * unit], values[2 * unit + 1]]
    return { u: [x * Math.abs(output), y * Math.abs(output)], sign: Math.sign(output) }
  }).sort((one, other) => lengthOf(other) - lengthOf(one))
  const merged: Unit[] = []
  for (const { u: [x, y], sign } of all) {
    const same = merged.find((one) => {
      const [across, along] = [one.u[0] * y - one.u[1] * x, one.u[0] * x + one.u[1] * y]
      return one.sign === sign && Math.abs(Math.atan2(across, along)) < sameAngle
    })
    if (same === undefined) merged.push({ u: [x, y], sign })
    else same.u = [same.u[0] + x, same.u[1] + y]
  }
  const least = shown * Math.max(...merged.map(lengthOf))
  return merged.filter((one) => lengthOf(one) >= least)
}

export function planeTables(planes: readonly Plane[]): ResultTable[] {
  const [first] = planes
  return first === undefined ? [] : [optimumTable(planes), networkTable(planes), pointTable(first), unitTable(first)]
}

const optimumTable = (planes: readonly Plane[]): ResultTable => ({
  name: 'plane',
  title: 'Digits in the plane: the ReLU program over all of its patterns',
  columns: ['seed', 'points', 'patterns', 'units', 'objective', 'bound', 'training error %'],
  rows: planes.map(({ seed, data, patterns, units, objective, bound, error }) =>
    [seed, data.count, patterns, units.length, objective, bound, error])
})

/** How far above the optimum the lowest start ends, of a seed. */
const excessOf = ({ objective, ends }: Plane, at: number): number => Math.min(...ends[at].values) / objective - 1

const networkTable = (planes: readonly Plane[]): ResultTable => ({
  name: 'plane-networks',
  title: `ReLU networks in the plane by L-BFGS from ${starts} starts: how far above the optimum they end, relative`,
  columns: ['width', 'best start', 'deviation', 'mean of starts', 'least of all'],
  rows: widths.map((width, at) => {
    const each = planes.flatMap(({ objective, ends }) => ends[at].values.map((value) => value / objective - 1))
    const best = over(planes.map((plane) => excessOf(plane, at)))
    return [width, best.measured, best.spread, over(each).measured, Math.min(...each)]
  })
})

/** For the chart. */
const pointTable = ({ seed, data, network }: Plane): ResultTable => {
  const outputs = reluOutputs(network, data)
  return {
    name: 'plane-points',
    title: `The points of seed ${seed}, their classes, and what the optimum puts out`,
    columns: ['x', 'y', 'target', 'output'],
    rows: [...outputs].map((output, row) =>
      [data.inputs[2 * row], data.inputs[2 * row + 1], data.targets[row], output])
  }
}

const unitTable = ({ seed, units }: Plane): ResultTable => ({
  name: 'plane-units',
  title: `The optimum’s units of seed ${seed}, longest first: Σ sign · max(0, x · u)`,
  columns: ['u1', 'u2', 'sign'],
  rows: units.map(({ u, sign }) => [...u, sign])
})

const most = 1e-3

export function planeClaims(planes: readonly Plane[]): Claim[] {
  const widest = widths.length - 1
  const below = planes.map(({ bound, ends }) => bound / Math.min(...ends.flatMap(({ values }) => values)) - 1)
  const excess = over(planes.map((plane) => excessOf(plane, widest)))
  const isAsked = planes.length > 0
  return [
    {
      text: 'No ReLU network is below the program over all patterns of the plane, whatever its width', bound: solved,
      measured: isAsked ? Math.max(...below) : null, spread: null,
      holds: isAsked ? verdict(Math.max(...below) <= solved) : 'not applicable',
      rule: `largest share by which the program’s bound is above an objective of L-BFGS; at most ${solved}`
    },
    {
      text: `L-BFGS on ${widths[widest]} units reaches it`, bound: most, ...excess,
      holds: excess.measured === null ? 'not applicable' : verdict(excess.measured <= most),
      rule: `mean excess of the best of ${starts} starts, relative; at most 1e-3`
    }
  ]
}
