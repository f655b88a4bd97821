/** What the scatter and the parallel axes of a comparison show, in a sentence or two. */
import { plural } from '../../preload/schema/format'
import type { ComparedRun } from '../../preload/contract'
import { drawnRuns, type ComparedScatter } from '../charts/comparedScatter'
import { placeOn, wordsOf, type ComparedColumn } from './comparedColumns'

/** "Test error from 2.10 % to 5.30 %"; of words, all of them. */
function rangeWords(column: ComparedColumn, runs: readonly ComparedRun[]): string {
  if (column.kind === 'text') return `${column.title}: ${wordsOf(column, runs).join(', ')}`
  const known = runs.filter((run) => placeOn(column, run) !== null)
    .toSorted((one, other) => Number(placeOn(column, one)) - Number(placeOn(column, other)))
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return `${column.title}: of no run`
  return `${column.title} from ${column.write(column.of(first))} to ${column.write(column.of(last))}`
}

export function scatterReading(scatter: ComparedScatter): string {
  const drawn = drawnRuns(scatter, scatter.runs)
  if (drawn.length === 0) return 'No run has both figures.'
  const { x, y } = scatter
  return `${plural(drawn.length, 'run')}. ${rangeWords(y, drawn)}; ${rangeWords(x, drawn)}.`
}

export function parallelReading(
  axes: readonly ComparedColumn[], runs: readonly ComparedRun[], kept: ReadonlySet<string> | null
): string {
  const shown = kept === null ? runs : runs.filter(({ id }) => kept.has(id))
  const ranges = axes.map((axis) => rangeWords(axis, shown)).join('; ')
  return `${shown.length} of ${plural(runs.length, 'run')}. ${ranges}.`
}
