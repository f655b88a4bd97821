/** Convex programs over masks: optimum by number of patterns, growth by the most violated ones, and the proof. */
import { convex } from '../../../preload/schema/theory/convex'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { numbersOf, pointsOf, rowsWith, tableOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, linesChart, short, type TheoryLine } from './lines'
import { planeChart } from './plane'

export function convexCharts(result: TheoryResult): TheoryCharts {
  const [growth, certificate] = [tableOf(result, 'growth'), tableOf(result, 'certificate')]
  return [
    patternsChart(tableOf(result, 'patterns'), tableOf(result, 'widths')),
    ...(growth.rows.length > 0 ? [growthChart(growth)] : []),
    ...(certificate.rows.length > 0 ? [certificateChart(certificate)] : []),
    ...planeCharts(result)
  ]
}

/** None where no points of the plane were asked for. */
function planeCharts(result: TheoryResult): TheoryChart[] {
  const [points, units] = [tableOf(result, 'plane-points'), tableOf(result, 'plane-units')]
  const optimum = tableOf(result, 'plane')
  const [places, targets] = [pointsOf(points, 'x', 'y'), numbersOf(points, 'target')]
  if (places.length === 0) return []
  const { classes } = convex.schema.partial().catch({}).parse(result.parameters)
  const drawn = pointsOf(units, 'u1', 'u2').map((u, at) => ({ u, sign: numbersOf(units, 'sign')[at] ?? 0 }))
  const first = (column: string): string => short(numbersOf(optimum, column)[0] ?? 0)
  return [{
    title: 'The best network of the plane',
    explanation:
      'Digits of the first seed by two components. The optimum over all patterns, which no network of any width is ' +
      'below: between two dashed lines the same units pass, and the shade is the class that it answers.',
    reading: `It has ${first('units')} units, of ${first('patterns')} patterns; the objective is ` +
      `${first('objective')}, its bound ${first('bound')}, and ${first('training error %')} % of the points lie on ` +
      'the wrong side.',
    build: planeChart({
      points: places.map((at, i) => ({ at, isFirst: targets[i] === 1 })), units: drawn,
      classes: [`digit ${classes?.[0] ?? 'one'}`, `digit ${classes?.[1] ?? 'other'}`]
    }),
    table: points
  }]
}

type Point = readonly [number, number]
const last = (points: readonly Point[]): number => points[points.length - 1]?.[1] ?? 0

function patternsChart(patterns: ResultTable, widths: ResultTable): TheoryChart {
  const sampled = pointsOf(patterns, 'P', 'objective')
  const grown = pointsOf(rowsWith(patterns, 'P', 'grown'), 'distinct', 'objective')
  const own = pointsOf(widths, 'masks', 'gated')
  const lines: TheoryLine[] = [
    { name: 'sampled', color: kindColour(0), points: sampled },
    { name: 'grown', color: kindColour(2), points: grown },
    { name: 'masks of SGD', color: kindColour(1), points: own },
    { name: 'as many random ones', color: kindColour(3), points: pointsOf(widths, 'masks', 'gated, random masks'),
      dash: 'dashed' }
  ]
  const [least] = grown.map(([, objective]) => objective)
  return {
    title: 'Optimum over P patterns',
    explanation:
      'The objective of the gated program over random patterns, over patterns grown by those that violate it most, ' +
      'and over the masks that SGD ends with. Means over seeds.',
    reading: `From ${short(sampled[0]?.[1] ?? 0)} at ${short(sampled[0]?.[0] ?? 0)} random patterns to ` +
      `${short(last(sampled))} at ${short(sampled[sampled.length - 1]?.[0] ?? 0)}` +
      `${least === undefined ? '' : `; grown ones end at ${short(least)}`}.`,
    build: linesChart({
      x: { name: 'patterns P', base: 2 }, y: { name: 'objective', base: null, min: 0 },
      lines: lines.filter(({ points }) => points.length > 0)
    }),
    table: patterns
  }
}

function growthChart(table: ResultTable): TheoryChart {
  const seeds = [...new Set(numbersOf(table, 'seed'))].filter((seed) => seed !== null)
  const lines = seeds.map((seed): TheoryLine => ({
    name: 'violation', color: kindColour(2), points: pointsOf(rowsWith(table, 'seed', seed), 'round', 'violation'),
    isOneOfMany: true
  }))
  const ends = lines.map(({ points }) => last(points))
  return {
    title: 'Violation while patterns grow',
    explanation:
      'max ‖XᵀD(g)r‖ / β of the worst pattern that was found, by round, a line for each seed; at 1 none is left.',
    reading: `It ends between ${short(Math.min(...ends))} and ` +
      `${short(Math.max(...ends))}; at 1 no pattern is violated.`,
    build: linesChart({
      x: { name: 'round', base: null, min: 0 }, y: { name: 'violation', base: null, min: 0 }, lines,
      across: [{ at: 1, label: 'none violated' }]
    }),
    table
  }
}

/** Of the most patterns whose steps were kept. */
function certificateChart(table: ResultTable): TheoryChart {
  const sizes = numbersOf(table, 'P').filter((size) => size !== null)
  const most = Math.max(...sizes)
  const own = sizes.length === 0 ? table : rowsWith(table, 'P', most)
  const [objective, bound] = [pointsOf(own, 'step', 'objective'), pointsOf(own, 'step', 'bound')]
  return {
    title: 'Objective and bound',
    explanation: 'Of FISTA by step, over the most random patterns, of the first seed: no weights are below the bound.',
    reading: `After ${short(objective[objective.length - 1]?.[0] ?? 0)} steps the objective is ` +
      `${short(last(objective))} and the bound ${short(last(bound))}.`,
    build: linesChart({
      x: { name: 'step', base: null, min: 0 }, y: { name: 'objective', base: null },
      lines: [
        { name: 'objective', color: ({ training }) => training, points: objective },
        { name: 'bound', color: ({ test }) => test, points: bound, dash: 'dashed' }
      ]
    }),
    table
  }
}
