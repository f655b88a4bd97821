/** Recovery: how often each solver finds the weights, by number of examples, and how far off it is. */
import { percentWithUnit } from '../../../preload/schema/format'
import { recover, recoverySizes } from '../../../preload/schema/theory/recover'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { numbersOf, pointsOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, linesChart, short, type LineAxis, type Mark, type TheoryLine } from './lines'

export function recoverCharts(result: TheoryResult): TheoryCharts {
  const [success, solvers] = [tableOf(result, 'success'), tableOf(result, 'solvers')]
  return [successChart(solvers, boundsOf(result)), errorChart(solvers), conditionChart(success)]
}

const samplesAxis: LineAxis = { name: 'examples N', base: 2 }

/** Where there are as many equations as unknowns, twice as many, and as many examples as columns of U. */
function boundsOf({ parameters }: TheoryResult): Mark[] {
  const known = recover.schema.safeParse(parameters)
  if (!known.success) return []
  const { freedom, columns, equations } = recoverySizes(known.data)
  const unknowns = freedom / equations
  return [
    { at: unknowns, label: 'unknowns' }, { at: 2 * unknowns, label: '2 ×' },
    { at: columns, label: 'columns of U' }
  ]
}

const solverTitles: Readonly<Record<string, string>> = {
  ls: 'least squares', nuclear: 'nuclear norm', als: 'alternating', lbfgs: 'L-BFGS', sgd: 'SGD'
}

/** A line for each solver, each always in its own colour. */
function solverLines(solvers: ResultTable, column: string, withIntervals: boolean): TheoryLine[] {
  return [...new Set(textsOf(solvers, 'solver'))].map((solver) => {
    const own = rowsWith(solvers, 'solver', solver)
    const [low, high] = [numbersOf(own, 'low'), numbersOf(own, 'high')]
    return {
      name: solverTitles[solver] ?? solver, color: kindColour(Object.keys(solverTitles).indexOf(solver)),
      points: pointsOf(own, 'samples', column),
      ...(withIntervals ? { intervals: low.map((from, i): [number, number] => [from ?? 0, high[i] ?? 1]) } : {})
    }
  })
}

function successChart(solvers: ResultTable, upright: readonly Mark[]): TheoryChart {
  const lines = solverLines(solvers, 'success', true)
  const enough = ({ name, points }: TheoryLine): string => {
    const from = points.find(([, share]) => share >= 0.9)
    return `${name} ${from === undefined ? 'nowhere' : `from ${short(from[0])} on`}`
  }
  return {
    title: 'Share of trials in which V is found',
    explanation:
      'By solver, with its 95 % interval (Wilson). Upright: as many equations as unknowns, twice as many, and as ' +
      'many examples as U has columns.',
    reading: `V is found in ${percentWithUnit(0.9, 0)} of trials: ${lines.map(enough).join(', ')}.`,
    build: linesChart({
      x: samplesAxis, y: { name: 'share of trials', base: null, isShare: true, min: 0, max: 1 }, lines, upright
    }),
    table: solvers
  }
}

function errorChart(solvers: ResultTable): TheoryChart {
  const lines = solverLines(solvers, 'error of V', false)
  return {
    title: 'Median error of V',
    explanation: '‖V̂ − V‖ / ‖V‖, the median over trials; 10⁻³ counts as found where there is no noise.',
    reading: `Least medians: ${lines.map(({ name, points }) =>
      `${name} ${short(Math.min(...points.map(([, error]) => error)))}`).join(', ')}.`,
    build: linesChart({ x: samplesAxis, y: { name: 'median error', base: 10 }, lines }),
    table: solvers
  }
}

function conditionChart(success: ResultTable): TheoryChart {
  const condition = pointsOf(success, 'samples', 'κ²')
  const [least] = condition.map(([, value]) => value).sort((one, other) => one - other)
  return {
    title: 'Squared condition of U',
    explanation: 'κ² = λ²max / λ²min, the median over trials; where it is infinite there is no point.',
    reading: least === undefined
      ? 'κ² is infinite for every N.'
      : `The least κ² is ${short(least)}; Theorem 1 asks for 11/9.`,
    build: linesChart({
      x: samplesAxis, y: { name: 'κ²', base: 10 },
      lines: [{ name: 'κ²', color: ({ maskt }) => maskt, points: condition }],
      across: [{ at: 11 / 9, label: 'Theorem 1: 11/9' }]
    }),
    table: success
  }
}
