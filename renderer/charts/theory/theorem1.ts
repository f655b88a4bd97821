/** Theorem 1: κ² by samples beside its bound, the extreme eigenvalues beside theirs, and all of them. */
import { theorem1, theorem1Bounds } from '../../../preload/schema/theory/theorem1'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { pointsOf, numbersOf, tableOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, linesChart, short, type LineAxis, type TheoryLine } from './lines'

export function theorem1Charts(result: TheoryResult): TheoryCharts {
  const known = theorem1.schema.safeParse(result.parameters)
  const bounds = theorem1Bounds(known.success ? known.data.epsilon : 0)
  const [samples, spectrum] = [tableOf(result, 'samples'), tableOf(result, 'spectrum')]
  return [conditionChart(samples, bounds), extremesChart(samples, bounds), spectrumChart(spectrum)]
}

type Bounds = ReturnType<typeof theorem1Bounds>

const samplesAxis: LineAxis = { name: 'examples N', base: 2 }
const isDrawn = ({ points }: TheoryLine): boolean => points.length > 0

function conditionChart(samples: ResultTable, { condition }: Bounds): TheoryChart {
  const stated = pointsOf(samples, 'samples', 'κ²')
  const blocks = pointsOf(samples, 'samples', 'κ² of blocks')
  const lines: TheoryLine[] = [
    { name: 'as stated', color: kindColour(0), points: stated },
    { name: 'without zero columns', color: kindColour(1), points: blocks, dash: 'dashed' },
    { name: 'population', color: kindColour(2), points: pointsOf(samples, 'samples', 'population κ²'), dash: 'dotted' },
    { name: 'Marchenko–Pastur', color: kindColour(3), points: pointsOf(samples, 'samples', 'Marchenko–Pastur κ²'),
      dash: 'dotted' }
  ]
  const last = blocks[blocks.length - 1]
  return {
    title: 'κ² of U by N',
    explanation:
      'λ²max / λ²min, the mean over seeds: of U as the paper has it (no point where it is infinite), and without the ' +
      'columns that are zero for every input. Whatever the scale, Theorem 1 needs 11/9 or less.',
    reading: (stated.length === 0 ? 'As stated κ² is infinite: λmin is 0. ' : '') +
      (last === undefined ? '' : `Without zero columns it is ${short(last[1])} at N = ${short(last[0])}; ` +
        `the bound is ${short(condition)}.`),
    build: linesChart({
      x: samplesAxis, y: { name: 'κ²', base: 10, min: 1 }, lines: lines.filter(isDrawn),
      across: [{ at: condition, label: `bound ${short(condition)}` }]
    }),
    table: samples
  }
}

function extremesChart(samples: ResultTable, { least, largest }: Bounds): TheoryChart {
  const [low, high] = [pointsOf(samples, 'samples', 'least'), pointsOf(samples, 'samples', 'largest')]
  const [lastLow, lastHigh] = [low[low.length - 1], high[high.length - 1]]
  return {
    title: 'Extreme λ²/m by N',
    explanation: 'Of U as stated, the mean over seeds. Both would have to lie in the band.',
    reading: `At the largest N from ${short(lastLow?.[1] ?? 0)} to ${short(lastHigh?.[1] ?? 0)}; the band is ` +
      `${short(least)} to ${short(largest)}.`,
    build: linesChart({
      x: samplesAxis, y: { name: 'λ²/m', base: null, min: 0 },
      lines: [
        { name: 'λ²max / m', color: kindColour(1), points: high },
        { name: 'λ²min / m', color: kindColour(0), points: low }
      ],
      band: { from: least, to: largest, label: 'asked for' }
    }),
    table: samples
  }
}

function spectrumChart(spectrum: ResultTable): TheoryChart {
  const values = pointsOf(spectrum, 'index', 'eigenvalue')
  const atoms = pointsOf(spectrum, 'index', 'population')
  const known = numbersOf(spectrum, 'eigenvalue').filter((value) => value !== null)
  const lines: TheoryLine[] = [
    { name: 'measured', color: kindColour(0), points: values },
    { name: 'population', color: kindColour(2), points: atoms, dash: 'dotted' }
  ]
  return {
    title: 'Eigenvalues of UᵀU / N',
    explanation: 'Of the first seed at the largest N, without zero columns; beside them those of the population.',
    reading: known.length === 0
      ? 'There are none.'
      : `${known.length} eigenvalues, from ${short(Math.min(...known))} to ${short(Math.max(...known))}.`,
    build: linesChart({
      x: { name: 'index', base: null }, y: { name: 'eigenvalue', base: null, min: 0 }, lines: lines.filter(isDrawn)
    }),
    table: spectrum
  }
}
