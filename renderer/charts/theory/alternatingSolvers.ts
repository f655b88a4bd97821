/** Solvers inside the alternation: loss and test error of the ReLU network, and drift. */
import { percentWithUnit } from '../../../preload/schema/format'
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { tableOf, type TheoryChart, type TheoryCharts } from './chart'
import { linesChart, short, type LineAxis } from './lines'
import { endsInWords, linesOf, passesAxis } from './runLines'

interface Shown {
  title: string
  explanation: string
  x: LineAxis
  y: LineAxis
  column: string
  percent?: true
}

const shown: readonly [Shown, ...Shown[]] = [
  {
    title: 'ReLU loss by passes', column: 'ReLU loss', x: passesAxis, y: { name: 'ReLU loss', base: 10 },
    explanation: 'Mean cross-entropy of the examples, of the weights as a ReLU network. An estimate of masks is a ' +
      'third of a pass.'
  },
  {
    title: 'ReLU test error by passes', column: 'ReLU test error %', x: passesAxis, percent: true,
    y: { name: 'ReLU test error', base: null, isShare: true, min: 0 },
    explanation: 'Of the weights as a ReLU network.'
  },
  {
    title: 'ReLU loss by seconds', column: 'ReLU loss', x: { name: 'seconds', base: null, min: 0 },
    y: { name: 'ReLU loss', base: 10 }, explanation: 'Seconds are the method’s own work, all by the same operations.'
  }
]

export function alternatingSolversCharts(result: TheoryResult): TheoryCharts {
  const table = tableOf(result, 'looks')
  const chartOf = ({ title, explanation, x, y, column, percent }: Shown): TheoryChart => {
    const lines = linesOf(table, 'method', x.name, column, (value) => (percent ? value / 100 : value))
    const write = (value: number | null): string =>
      (percent ? percentWithUnit(value) : value === null ? '–' : short(value))
    return {
      title, explanation, table, reading: `${column.replace(' %', '')} at the end: ${endsInWords(lines, write)}.`,
      build: linesChart({ x, y, lines })
    }
  }
  const [main, ...beside] = shown
  return [chartOf(main), ...beside.map(chartOf)]
}
