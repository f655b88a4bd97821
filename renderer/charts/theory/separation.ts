/** Separation: what U costs in either form, where its entries lie, and how many of its columns are always zero. */
import { count, percentWithUnit } from '../../../preload/schema/format'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import type { ChartBuilder } from '../../../charts/echarts'
import { axisLook, chartFont, horizontalName, tooltipLook, tooltipText } from '../../../charts/parts'
import { barsChart } from './bars'
import { numbersOf, pointsOf, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, short } from './lines'

export function separationCharts(result: TheoryResult): TheoryCharts {
  const [sizes, entries, seeds] = [tableOf(result, 'sizes'), tableOf(result, 'entries'), tableOf(result, 'seeds')]
  const spy = entries.rows.length > 0 ? [entriesChart(entries, sizes)] : []
  return [sizesChart(sizes), ...spy, zeroChart(sizes, seeds)]
}

function sizesChart(sizes: ResultTable): TheoryChart {
  const [columns, paths] = [numbersOf(sizes, 'columns'), numbersOf(sizes, 'paths')]
  return {
    title: 'Columns of U by network',
    explanation: 'One for every product of one weight of each layer; in the form by paths, one for every path alone.',
    reading: `This network has ${short(columns[0] ?? 0)} columns, of which ${short(paths[0] ?? 0)} are paths.`,
    build: barsChart({
      categories: textsOf(sizes, 'network'), axis: 'columns of U', scale: 'log', lying: true,
      bars: [
        { name: 'as in the paper', color: ({ accent }) => accent, values: columns },
        { name: 'by paths', color: ({ onToOff }) => onToOff, values: paths }
      ]
    }),
    table: sizes
  }
}

/** A spy plot. */
function entriesChart(entries: ResultTable, sizes: ResultTable): TheoryChart {
  const points = pointsOf(entries, 'column', 'row')
  const values = numbersOf(entries, 'value')
  const rows = points.reduce((most, [, row]) => Math.max(most, row), 0) + 1
  const columns = numbersOf(sizes, 'columns')[0] ?? 0
  const build: ChartBuilder = ({ palette }) => {
    const look = axisLook(palette)
    return {
      textStyle: chartFont,
      grid: { left: 48, right: 24, top: 14, bottom: 44 },
      tooltip: {
        ...tooltipLook(palette), trigger: 'item',
        formatter: (item: unknown) => {
          const { value: [column = 0, row = 0], dataIndex } = item as { value: [number, number]; dataIndex: number }
          return tooltipText(`Row ${row}, column ${count(column)}`, [
            { label: 'Entry', value: short(values[dataIndex] ?? 0) }
          ])
        }
      },
      xAxis: {
        type: 'value', min: 0, max: columns, ...look, splitLine: { show: false }, ...horizontalName('column of U'),
        axisLine: { ...look.axisLine, onZero: false },
        axisLabel: { ...look.axisLabel, formatter: (value: number) => count(value) }
      },
      yAxis: {
        type: 'value', min: -0.5, max: rows - 0.5, inverse: true, ...look, splitLine: { show: false }, name: 'output',
        nameLocation: 'middle', nameGap: 28, minInterval: 1,
        axisLabel: { ...look.axisLabel, formatter: (value: number) => (Number.isInteger(value) ? String(value) : '') }
      },
      series: [{
        type: 'scatter', data: points, symbol: 'rect', symbolSize: [2, 12], color: palette.accent,
        emphasis: { disabled: true }
      }]
    }
  }
  return {
    title: 'Entries of U that are not zero',
    explanation: 'Of the first digit in the first network; what is empty is zero, by a mask, a pixel or for ever.',
    reading: `${count(points.length)} entries are shown, in ${rows} rows and ${count(columns)} columns.`,
    build, table: entries
  }
}

function zeroChart(sizes: ResultTable, seeds: ResultTable): TheoryChart {
  const forEver = numbersOf(sizes, 'zero columns')[0] ?? 0
  const measured = numbersOf(seeds, 'zero columns')
  const known = measured.filter((share) => share !== null)
  return {
    title: 'Columns of U that are zero',
    explanation:
      'Zero for ever: 1 − 1/∏ h, as such products of weights never reach an output. Zero here: mean over digits, ' +
      'with those that masks and dark pixels empty.',
    reading: `${percentWithUnit(forEver, 1)} are zero whatever the input` +
      (known.length > 0 ? `; for these digits ${percentWithUnit(Math.min(...known), 1)} at least.` : '.'),
    build: barsChart({
      categories: textsOf(seeds, 'seed'), across: 'seed', axis: 'share of columns', scale: 'share',
      bars: [
        { name: 'zero here', color: kindColour(0), values: measured },
        { name: 'zero for ever', color: ({ dead }) => dead, values: measured.map(() => forEver) }
      ]
    }),
    table: { columns: ['seed', 'zero_here', 'zero_for_ever'], rows: textsOf(seeds, 'seed').map((seed, i) =>
      [seed, measured[i] ?? null, forEver]) }
  }
}
