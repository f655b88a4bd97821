/** The alternation: its objective from step to step, churn by alternation, and how many steps raise the objective. */
import { percentWithUnit } from '../../../preload/schema/format'
import { sampleOf } from '../../../preload/schema/statistics'
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { barsChart } from './bars'
import {
  numbersOf, pointsOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts
} from './chart'
import { linesChart, short, type TheoryLine } from './lines'

export function alternationCharts(result: TheoryResult): TheoryCharts {
  return [
    sawToothChart(tableOf(result, 'steps')), churnChart(tableOf(result, 'alternations')),
    risesChart(tableOf(result, 'rises'))
  ]
}

type Step = 'weights' | 'up' | 'down'
const steps: Readonly<Record<Step, Pick<TheoryLine, 'name' | 'color' | 'dash'>>> = {
  weights: { name: 'weight step', color: ({ accent }) => accent, dash: 'solid' },
  up: { name: 'mask step up', color: ({ bad }) => bad, dash: 'dashed' },
  down: { name: 'mask step down', color: ({ good }) => good, dash: 'dashed' }
}

/** Of the objective per example: less is rounding, as in the experiment's own claims. */
const rounding = 1e-9

interface SawTooth {
  readonly stretches: Readonly<Record<Step, readonly [number, number][]>>
  /** Steps that raise the objective. */
  readonly risen: { readonly weights: number; readonly masks: number }
}

function sawToothOf(points: readonly [number, number][], kinds: readonly string[]): SawTooth {
  const stretches: Record<Step, [number, number][]> = { weights: [], up: [], down: [] }
  const risen = { weights: 0, masks: 0 }
  for (const [i, to] of points.entries()) {
    const from = points[i - 1]
    if (from === undefined) continue
    const isUp = to[1] > from[1] + rounding
    const isMask = kinds[i] === 'masks'
    if (isUp) risen[isMask ? 'masks' : 'weights'] += 1
    stretches[isMask ? (isUp ? 'up' : 'down') : 'weights'].push(from, to)
  }
  return { stretches, risen }
}

function sawToothChart(table: ResultTable): TheoryChart {
  const [seed = 0] = numbersOf(table, 'seed')
  const own = rowsWith(table, 'seed', seed ?? 0)
  const points = pointsOf(own, 'step', 'objective')
  const { stretches, risen } = sawToothOf(points, textsOf(own, 'kind'))
  const [first, last] = [points[0]?.[1] ?? 0, points[points.length - 1]?.[1] ?? 0]
  const count = (...names: Step[]): number => names.reduce((sum, name) => sum + stretches[name].length / 2, 0)
  const lines = (Object.keys(steps) as Step[]).filter((name) => stretches[name].length > 0)
    .map((name): TheoryLine => ({ ...steps[name], points: stretches[name], inStretches: true }))
  return {
    title: 'Objective from step to step',
    explanation: 'F per example, of the first seed: a weight step finds the best of one layer given the masks.',
    reading: `Of ${count('weights')} weight steps ${risen.weights} raise the objective, of ${count('up', 'down')} ` +
      `mask steps ${risen.masks}. It goes from ${short(first)} to ${short(last)}.`,
    build: linesChart({
      x: { name: 'step', base: null, min: 0 }, y: { name: 'objective', base: null, min: 0 }, lines
    }),
    table
  }
}

/** Means over seeds. */
function churnChart(table: ResultTable): TheoryChart {
  const alternations = [...new Set(numbersOf(table, 'alternation'))].filter((at) => at !== null)
  const points = alternations.flatMap((at): [number, number][] => {
    const { mean } = sampleOf(numbersOf(rowsWith(table, 'alternation', at), 'churn').filter((one) => one !== null))
    return mean === null ? [] : [[at, mean]]
  })
  const [first, last] = [points[0]?.[1] ?? null, points[points.length - 1]?.[1] ?? null]
  return {
    title: 'Churn by alternation',
    explanation: 'Share of mask bits that the mask step changes, the mean over seeds.',
    reading: `Churn ${percentWithUnit(first, 1)} at the first alternation, ${percentWithUnit(last, 1)} at the last.`,
    build: barsChart({
      categories: points.map(([at]) => String(at)), across: 'alternation', axis: 'churn', scale: 'share',
      bars: [{ name: 'churn', color: ({ accent }) => accent, values: points.map(([, churn]) => churn) }]
    }),
    table
  }
}

function risesChart(table: ResultTable): TheoryChart {
  const [kinds, shares] = [textsOf(table, 'steps'), numbersOf(table, 'share of rises')]
  return {
    title: 'Steps that raise the objective',
    explanation: 'Over all seeds: of weight steps, of mask steps, and of whole alternations.',
    reading: `${kinds.map((kind, i) => `${kind}: ${percentWithUnit(shares[i] ?? null, 1)}`).join(', ')}.`,
    build: barsChart({
      categories: kinds, axis: 'share of steps', scale: 'share',
      bars: [{ name: 'raise it', color: ({ bad }) => bad, values: shares }]
    }),
    table
  }
}
