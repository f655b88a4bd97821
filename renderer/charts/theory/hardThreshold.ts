/** Hard thresholds: the test error of each rule by epoch, and the training loss beside it. */
import type { ResultTable, TheoryResult } from '../../../preload/schema/theory/result'
import { percentWithUnit } from '../../../preload/schema/format'
import { numbersOf, pointsOf, rowsWith, tableOf, textsOf, type TheoryChart, type TheoryCharts } from './chart'
import { kindColour, linesChart, short, type TheoryLine } from './lines'

export function hardThresholdCharts(result: TheoryResult): TheoryCharts {
  const [curves, outcome] = [tableOf(result, 'curves'), tableOf(result, 'outcome')]
  return [errorChart(curves, outcome), lossChart(curves, outcome)]
}

/** Rules that are methods of their own keep their colours; others follow. */
const ruleTitles: Readonly<Record<string, string>> = {
  relu: 'ReLU', ste: 'straight-through', 'saturated-ste': 'saturated', 'ftprop soft-hinge': 'targets, soft hinge'
}

/** `ftprop hinge unweighted` as "targets, hinge, unweighted". */
const titleOf = (rule: string): string =>
  ruleTitles[rule] ??
  rule.replace('ftprop ', 'targets, ').replace('-hinge', ' hinge').replace(' unweighted', ', unweighted')

/** Unweighted losses have dashes. */
function linesOf(curves: ResultTable, column: string, withIntervals: boolean): TheoryLine[] {
  const rules = [...new Set(textsOf(curves, 'rule'))]
  const known = Object.keys(ruleTitles)
  const others = rules.filter((rule) => !known.includes(rule))
  return rules.map((rule): TheoryLine => {
    const own = rowsWith(curves, 'rule', rule)
    const points = pointsOf(own, 'epoch', column)
    const deviations = numbersOf(own, 'deviation')
    const index = known.includes(rule) ? known.indexOf(rule) : known.length + others.indexOf(rule)
    return {
      name: titleOf(rule), color: kindColour(index), points, dash: rule.endsWith('unweighted') ? 'dashed' : 'solid',
      ...(withIntervals && deviations.every((one) => one !== null)
        ? { intervals: points.map(([, mean], at): [number, number] => {
            const deviation = deviations[at] ?? 0
            return [mean - deviation, mean + deviation]
          }) }
        : {})
    }
  })
}

/** Each rule's figure at the end, in words. */
const endsIn = (outcome: ResultTable, column: string, write: (value: number) => string): string =>
  textsOf(outcome, 'rule').map((rule, at) => {
    const value = numbersOf(outcome, column)[at] ?? null
    return `${titleOf(rule)} ${value === null ? 'nothing' : write(value)}`
  }).join('; ')

function errorChart(curves: ResultTable, outcome: ResultTable): TheoryChart {
  const lines = linesOf(curves, 'test error %', true)
  const highest = lines.flatMap(({ points, intervals }) => points.map(([, mean], at) => intervals?.[at]?.[1] ?? mean))
  return {
    title: 'Test error by epoch',
    explanation: 'Of each rule, the mean over seeds and the deviation on either side of it.',
    reading: `At the end: ${endsIn(outcome, 'test error %', (value) => percentWithUnit(value / 100, 2))}.`,
    build: linesChart({
      x: { name: 'epoch', base: null, min: 0 },
      // Deviations have a place, too.
      y: { name: 'test error %', base: null, min: 0, max: 5 * Math.ceil(Math.max(1, ...highest) / 5) }, lines
    }),
    table: curves
  }
}

function lossChart(curves: ResultTable, outcome: ResultTable): TheoryChart {
  return {
    title: 'Training loss by epoch',
    explanation: 'Of each rule, the mean over seeds: what it could not train stays high.',
    reading: `At the end: ${endsIn(outcome, 'training loss', short)}.`,
    build: linesChart({
      x: { name: 'epoch', base: null, min: 0 }, y: { name: 'training loss', base: 10 },
      lines: linesOf(curves, 'training loss', false)
    }),
    table: curves
  }
}
