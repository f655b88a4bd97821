/** Solvers beside each other: their masked loss, what the ReLU network does meanwhile, and each layer alone. */
import { percentWithUnit } from '../../../preload/schema/format'
import { sampleOf } from '../../../preload/schema/statistics'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { barsChart } from './bars'
import { numbersOf, pointsOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, linesChart, short, type LineAxis, type TheoryLine } from './lines'

export function solversCharts(result: TheoryResult): TheoryCharts {
  const [points, looks, layers] = [tableOf(result, 'points'), tableOf(result, 'looks'), tableOf(result, 'layers')]
  return [
    lossChart(points, 'passes'), errorChart(looks), driftChart(looks), lossChart(points, 'seconds'),
    ...(layers.rows.length > 0 ? [layersChart(layers)] : [])
  ]
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)]

/** A line for each solver and run: of several runs thin ones, of the solver's colour. */
function linesOf(
  table: ResultTable, by: string, x: string, y: string, change: (value: number) => number = (value) => value
): TheoryLine[] {
  const runs = distinct(textsOf(table, 'run'))
  return distinct(textsOf(table, by)).flatMap((name, index) => runs.map((run): TheoryLine => ({
    name, color: kindColour(index), isOneOfMany: runs.length > 1,
    points: pointsOf(rowsWith(rowsWith(table, by, name), 'run', run), x, y)
      .map(([across, up]): [number, number] => [across, change(up)])
  })))
}

/** "sgd:0.05 0.12, lbfgs 0.3": means over runs of where lines end. */
const endsInWords = (lines: readonly TheoryLine[], write: (value: number | null) => string): string =>
  distinct(lines.map(({ name }) => name)).map((name) => {
    const ends = lines.filter((line) => line.name === name).flatMap(({ points }) => points.slice(-1))
    return `${name} ${write(sampleOf(ends.map(([, y]) => y)).mean)}`
  }).join(', ')

const passesAxis: LineAxis = { name: 'passes', base: null, min: 0 }
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

function errorChart(table: ResultTable): TheoryChart {
  const lines = linesOf(table, 'solver', 'passes', 'ReLU test error %', share)
  return {
    title: 'ReLU test error by passes',
    explanation: 'Of the same weights put back as a ReLU network, which decides its own masks.',
    reading: `ReLU test error at the end: ${endsInWords(lines, (value) => percentWithUnit(value))}.`,
    build: linesChart({ x: passesAxis, y: { name: 'ReLU test error', base: null, isShare: true, min: 0 }, lines }),
    table
  }
}

function driftChart(table: ResultTable): TheoryChart {
  const lines = linesOf(table, 'solver', 'passes', 'drift %', share)
  return {
    title: 'Drift by passes',
    explanation: 'Share of the examples’ stored mask bits that the same weights would decide otherwise.',
    reading: `Drift at the end: ${endsInWords(lines, (value) => percentWithUnit(value))}.`,
    build: linesChart({ x: passesAxis, y: { name: 'drift', base: null, isShare: true, min: 0 }, lines }),
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
