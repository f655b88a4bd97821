/** Lines of what was measured on stored runs. */
import { sampleOf } from '../../../preload/schema/statistics'
import type { ResultTable } from '../../../preload/schema/theory/result'
import { pointsOf, rowsWith, textsOf } from './chart'
import { kindColour, type LineAxis, type TheoryLine } from './lines'

export const distinct = (values: readonly string[]): string[] => [...new Set(values)]

/** A line for each solver and run: of several runs thin ones, of the solver's colour. */
export function linesOf(
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
export const endsInWords = (lines: readonly TheoryLine[], write: (value: number | null) => string): string =>
  distinct(lines.map(({ name }) => name)).map((name) => {
    const ends = lines.filter((line) => line.name === name).flatMap(({ points }) => points.slice(-1))
    return `${name} ${write(sampleOf(ends.map(([, y]) => y)).mean)}`
  }).join(', ')

export const passesAxis: LineAxis = { name: 'passes', base: null, min: 0 }
