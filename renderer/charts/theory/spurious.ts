/** The spurious minimum: how often descent ends where, at which losses, and how the angle falls on the way. */
import { percentWithUnit } from '../../../preload/schema/format'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import type { Palette } from '../../../charts/palette'
import { barsChart } from './bars'
import { numbersOf, pointsOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { linesChart, short, type TheoryLine } from './lines'

export function spuriousCharts(result: TheoryResult): TheoryCharts {
  return [
    basinsChart(tableOf(result, 'outcomes')), lossChart(tableOf(result, 'ends')), anglesChart(tableOf(result, 'phases'))
  ]
}

const ends = ['global', 'spurious', 'undecided'] as const
const colours: Readonly<Record<(typeof ends)[number], (palette: Palette) => string>> = {
  global: ({ accent }) => accent, spurious: ({ onToOff }) => onToOff, undecided: ({ dead }) => dead
}

const basinsExplanation =
  'Of gradient descent from random starts, by the teacher’s (1ᵀa*)² / ‖a*‖². From the threshold 1 + (k−1)/π on there ' +
  'is no spurious minimum.'

function basinsChart(outcomes: ResultTable): TheoryChart {
  const [threshold = null] = numbersOf(outcomes, 'threshold')
  const ratios = textsOf(outcomes, 'ratio')
  const shares = numbersOf(outcomes, 'global')
  const common = {
    title: 'Where gradient descent ends',
    explanation: basinsExplanation,
    reading: `Starts that reach the teacher: ${ratios.map((ratio, i) =>
      `${percentWithUnit(shares[i] ?? null, 1)} at ${ratio}`).join(', ')}. The threshold is ${short(threshold ?? 0)}.`,
    table: outcomes
  }
  // Random teachers have no one ratio, and a single ratio makes no line.
  if (outcomes.rows.length < 2 || numbersOf(outcomes, 'ratio').includes(null)) return {
    ...common,
    build: barsChart({
      categories: ratios, across: '(1ᵀa*)² / ‖a*‖²', axis: 'share of starts', scale: 'share',
      bars: ends.map((name) => ({ name, color: colours[name], values: numbersOf(outcomes, name) }))
    })
  }
  return {
    ...common,
    build: linesChart({
      x: { name: '(1ᵀa*)² / ‖a*‖²', base: null, min: 0 },
      y: { name: 'share of starts', base: null, isShare: true, min: 0, max: 1 },
      lines: ends.map((name): TheoryLine => {
        const points = pointsOf(outcomes, 'ratio', name)
        const deviations = numbersOf(outcomes, 'deviation')
        return {
          name, color: colours[name], points,
          ...(name === 'global'
            ? { intervals: points.map(([, share], i): [number, number] => spread(share, deviations[i] ?? 0)) }
            : {})
        }
      }),
      upright: threshold === null ? [] : [{ at: threshold, label: `threshold ${short(threshold)}` }]
    })
  }
}

const spread = (share: number, deviation: number): [number, number] =>
  [Math.max(0, share - deviation), Math.min(1, share + deviation)]

const mostBins = 24

/** 1, 2 or 5 times a power of ten, of which there are not too many up to the largest. */
function widthOf(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / mostBins))
  return [1, 2, 5, 10].map((digit) => digit * power).find((width) => most / width <= mostBins) ?? 10 * power
}

/** What rounding leaves at the teacher. */
const leastLoss = 1e-9

function lossChart(table: ResultTable): TheoryChart {
  const all = numbersOf(table, 'loss').filter((loss) => loss !== null)
  const most = all.reduce((largest, loss) => Math.max(largest, loss), leastLoss)
  const width = widthOf(most)
  const bins = Math.floor(most / width) + 1
  const binOf = (loss: number): number => Math.max(0, Math.floor(loss / width))
  const counted = ends.map((name) => {
    const values = new Array<number>(bins).fill(0)
    for (const loss of numbersOf(rowsWith(table, 'end', name), 'loss'))
      if (loss !== null) values[binOf(loss)] = (values[binOf(loss)] ?? 0) + 1
    return { name, color: colours[name], values }
  })
  const edges = Array.from({ length: bins }, (_, i) => short(i * width))
  return {
    title: 'Losses at which starts end',
    explanation: 'Starts by the loss they end at, over all ratios and seeds: the teacher’s is 0.',
    reading: counted.map(({ name, values }) =>
      `${name}: ${values.reduce((sum, value) => sum + value, 0)} starts`).join(', ') + '.',
    build: barsChart({
      categories: edges, across: 'loss, from', axis: 'starts', scale: 'linear', stacked: true, bars: counted
    }),
    table: {
      columns: ['loss from', ...ends], rows: edges.map((loss, i) =>
        [loss, ...counted.map(({ values }) => values[i] ?? 0)])
    }
  }
}

function anglesChart(phases: ResultTable): TheoryChart {
  const starts = Map.groupBy(phases.rows, (row) => `${row[0]} ${row[1]}`)
  const lines = [...starts.values()].map((rows): TheoryLine => {
    const points = pointsOf({ ...phases, rows }, 'step', 'angle')
    const isFound = (points[points.length - 1]?.[1] ?? Math.PI) < 0.1
    const name = isFound ? 'global' : 'spurious'
    return { name: isFound ? 'to the teacher' : 'elsewhere', color: colours[name], points, isOneOfMany: true }
  })
  const found = lines.filter(({ name }) => name === 'to the teacher').length
  return {
    title: 'Angle to the teacher’s filter',
    explanation: 'Over steps of gradient descent at a rate of 0.1, of a few starts: slow at first, then fast.',
    reading: `${found} of ${lines.length} starts come to an angle of 0.`,
    build: linesChart({
      x: { name: 'step', base: null, min: 0 }, y: { name: 'angle φ', base: null, min: 0 }, lines
    }),
    table: phases
  }
}
