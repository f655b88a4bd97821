/** Courses of solvers over several runs as tables: how they end in the mean, and every figure of each run. */
import { elementOf } from '../../../../preload/schema/element'
import { sampleOf } from '../../../../preload/schema/statistics'
import type { SolverLook, SolversReading } from '../../../../preload/schema/solvers'
import type { ResultTable } from '../../../../preload/schema/theory/result'
import { claimsOf } from './claims'
import type { Outcome } from '../experiment'

export interface RunReading { run: string; reading: SolversReading }

export const outcomeOf = (runs: readonly RunReading[]): Outcome => ({
  results: [endsTable(runs), looksTable(runs), pointsTable(runs), ...layersTable(runs)],
  claims: claimsOf(runs.map(({ reading }) => reading.courses))
})

/** The title's own, with its deviation over runs beside it. */
const measuredColumns: readonly (readonly [title: string, figure: (end: SolverLook) => number | null])[] = [
  ['passes', ({ passes }) => passes],
  ['seconds', ({ seconds }) => seconds],
  ['masked loss', ({ loss }) => loss],
  ['ReLU loss', ({ reluLoss }) => reluLoss],
  ['ReLU test error %', ({ testError }) => 100 * testError],
  ['drift %', ({ drift }) => (drift === null ? null : 100 * drift)]
]

function endsTable(runs: readonly RunReading[]): ResultTable {
  const first = elementOf(runs, 0).reading.courses
  const rowOf = (solver: string, looks: readonly SolverLook[]): ResultTable['rows'][number] => [
    solver, looks.length,
    ...measuredColumns.flatMap(([, figure]) => {
      const { mean, deviation } = sampleOf(looks.flatMap((look) => figure(look) ?? []))
      return [mean, deviation]
    })
  ]
  return {
    name: 'ends', title: 'Start, and where solvers end: means and deviations over runs',
    columns: ['solver', 'runs', ...measuredColumns.flatMap(([title]) => [title, `± ${title}`])],
    rows: [
      rowOf('start', runs.map(({ reading }) => elementOf(elementOf(reading.courses, 0).looks, 0))),
      ...first.map(({ solver }, at) => rowOf(solver, runs.map(({ reading }) => {
        const { looks } = elementOf(reading.courses, at)
        return elementOf(looks, looks.length - 1)
      })))
    ]
  }
}

const looksTable = (runs: readonly RunReading[]): ResultTable => ({
  name: 'looks', title: 'As ReLU networks, after 1, 2, 4, … passes and at the end',
  columns: ['run', 'solver', ...measuredColumns.map(([title]) => title)],
  rows: runs.flatMap(({ run, reading }) => reading.courses.flatMap(({ solver, looks }) =>
    looks.map((look) => [run, solver, ...measuredColumns.map(([, figure]) => figure(look))])))
})

const pointsTable = (runs: readonly RunReading[]): ResultTable => ({
  name: 'points', title: 'Masked loss',
  columns: ['run', 'solver', 'passes', 'seconds', 'masked loss'],
  rows: runs.flatMap(({ run, reading }) => reading.courses.flatMap(({ solver, points }) =>
    points.map(({ passes, seconds, loss }) => [run, solver, passes, seconds, loss])))
})

/** None where layers were not asked for. */
function layersTable(runs: readonly RunReading[]): ResultTable[] {
  const rows = runs.flatMap(({ run, reading }) => reading.layers.map(({ layer, now, alone, passes, isSettled }) =>
    [run, layer, now, alone, passes, isSettled ? 'yes' : 'no']))
  return rows.length === 0 ? [] : [{
    name: 'layers', title: 'Each layer alone, all others as they are',
    columns: ['run', 'layer', 'loss now', 'layer alone', 'passes', 'settled'], rows
  }]
}
