/** Solvers beside each other: their masked loss, what the ReLU network does meanwhile, and each layer alone. */
import { percentWithUnit } from '../../../preload/schema/format'
import { sampleOf } from '../../../preload/schema/statistics'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { barsChart } from './bars'
import { numbersOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { linesChart, short } from './lines'
import { distinct, endsInWords, linesOf, passesAxis } from './runLines'

export function solversCharts(result: TheoryResult): TheoryCharts {
  const [points, looks, layers] = [tableOf(result, 'points'), tableOf(result, 'looks'), tableOf(result, 'layers')]
  return [
    lossChart(points, 'passes'), errorChart(looks), driftChart(looks), lossChart(points, 'seconds'),
    ...(layers.rows.length > 0 ? [layersChart(layers)] : [])
  ]
}

const shortOf = (value: number | null): string => (value === null ? '–' : short(value))
const share = (percent: number): number => percent / 100

function lossChart(table: ResultTable, x: 'passes' | 'seconds'): TheoryChart {
  const lines = linesOf(table, 'solver', x, 'masked loss')
  const pass = 'A pass is a forward and a backward run over the examples.'
  return {
    title: `Masked loss by ${x}`,
    explanation: 'Mean cross-entropy of the examples under their stored masks. ' +
      (x === 'passes' ? pass : 'Seconds are the solver’s own work, all by the same operations.'),
    reading: `Masked loss at the end: ${endsInWords(lines, shortOf)}.`,
    build: linesChart({ x: { name: x, base: null, min: 0 }, y: { name: 'masked loss', base: 10 }, lines }),
    table
  }
}

const errorChart = (table: ResultTable): TheoryChart => shareChart(
  table, 'ReLU test error', 'Of the same weights put back as a ReLU network, which decides its own masks.')

const driftChart = (table: ResultTable): TheoryChart => shareChart(
  table, 'Drift', 'Share of the examples’ stored mask bits that the same weights would decide otherwise.')

/** @param name at the beginning of a sentence; the table has it in per cent */
function shareChart(table: ResultTable, name: 'ReLU test error' | 'Drift', explanation: string): TheoryChart {
  const axis = name === 'Drift' ? 'drift' : name
  const lines = linesOf(table, 'solver', 'passes', `${axis} %`, share)
  return {
    title: `${name} by passes`,
    explanation,
    reading: `${name} at the end: ${endsInWords(lines, (value) => percentWithUnit(value))}.`,
    build: linesChart({ x: passesAxis, y: { name: axis, base: null, isShare: true, min: 0 }, lines }),
    table
  }
}

/** Means over runs. */
function layersChart(table: ResultTable): TheoryChart {
  const layers = distinct(textsOf(table, 'layer'))
  const meanOf = (column: string) => (layer: string): number | null =>
    sampleOf(numbersOf(rowsWith(table, 'layer', layer), column).flatMap((value) => value ?? [])).mean
  const [now, alone] = [layers.map(meanOf('loss now')), layers.map(meanOf('layer alone'))]
  const least = Math.min(...alone.flatMap((value) => value ?? []))
  const best = layers[alone.indexOf(least)] ?? ''
  return {
    title: 'Each layer alone',
    explanation:
      'The masked loss now, and after Newton steps in this layer alone, all others as they are: the loss is convex ' +
      'in a layer. They end when they lower it no more, or after as many passes as a solver has.',
    reading: `Masked loss now ${shortOf(now[0] ?? null)}; by one layer alone the least is ${short(least)}, of ` +
      `${best}.`,
    build: barsChart({
      categories: layers, axis: 'masked loss', scale: 'linear',
      bars: [
        { name: 'now', color: ({ inkFaint }) => inkFaint, values: now },
        { name: 'this layer alone', color: ({ accent }) => accent, values: alone }
      ]
    }),
    table
  }
}
