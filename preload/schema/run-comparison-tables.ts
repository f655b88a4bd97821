/** What a comparison says, in words and as tables: the same on the page and on the command line. */
import type { Table } from './csv'
import { count, decimal, percent, secondsWithUnit, unknown } from './format'
import {
  finalNames, reachedErrors, type ComparedGroup, type ComparedSample, type FinalName, type RunComparison
} from './run-comparison'

/** How a figure is written, and how it is called in a file. */
interface Final { title: string; unit: '%' | 's' | ''; write: (value: number | null) => string; column: string }

const share = (title: string, column: string): Final => ({ title, unit: '%', write: percent, column })
const plainLoss = (title: string, column: string): Final =>
  ({ title, unit: '', write: (value) => decimal(value, 4), column })

export const finals: Readonly<Record<FinalName, Final>> = {
  testError: share('Test error', 'test_error'),
  testLoss: plainLoss('Test loss', 'test_loss'),
  trainError: share('Train error', 'train_error'),
  trainLoss: plainLoss('Train loss', 'train_loss'),
  maskTError: share('MaskT error', 'maskt_error'),
  maskTGap: share('MaskT gap', 'maskt_gap'),
  sparsity: share('Sparsity', 'sparsity'),
  churn: share('Churn', 'churn'),
  drift: share('Drift', 'drift'),
  seconds: { title: 'Time', unit: 's', write: (value) => decimal(value, 1), column: 'seconds' }
}

const withUnit = (text: string, { unit }: Final): string => (unit === '' ? text : `${text} ${unit}`)

/** One run's figure with its unit. */
export const finalText = (name: FinalName, value: number | null): string =>
  (value === null ? unknown : withUnit(finals[name].write(value), finals[name]))

/** Mean ± deviation with the unit; without the deviation where there is one run alone. */
export function finalWords(name: FinalName, { mean, deviation }: ComparedSample): string {
  if (mean === null) return unknown
  const { write } = finals[name]
  return withUnit(write(mean) + (deviation === null ? '' : ` ± ${write(deviation)}`), finals[name])
}

/** The 95 % interval of the mean with its unit. */
export function intervalText(name: FinalName, { interval }: ComparedSample): string {
  if (interval === null) return unknown
  const { write } = finals[name]
  return withUnit(`${write(interval[0])} to ${write(interval[1])}`, finals[name])
}

/** The same for a tooltip. */
export function intervalWords(name: FinalName, sample: ComparedSample): string {
  const { interval, count: runs } = sample
  if (interval === null) return runs === 0 ? 'no run has it' : 'one run, so no interval'
  return `95 % interval ${intervalText(name, sample)}, n = ${runs}`
}

export type ReachedIn = 'iterations' | 'seconds'

/** "1,250 ± 90", with how many runs never get there. */
export function reachedWords(reached: ComparedGroup['reached'][number], what: ReachedIn): string {
  const { mean, deviation, count: runs } = reached[what]
  if (mean === null) return 'not reached'
  const write = (value: number): string => (what === 'iterations' ? count(value) : decimal(value, 1))
  const figure = what === 'seconds' && deviation === null ? secondsWithUnit(mean) : write(mean)
  const spread = deviation === null ? '' : ` ± ${write(deviation)}${what === 'seconds' ? ' s' : ''}`
  const missed = reached.missed === 0 ? '' : ` (${reached.missed} of ${runs + reached.missed} not)`
  return figure + spread + missed
}

export const reachedTitle = (error: number, what: ReachedIn): string =>
  `${what === 'iterations' ? 'Iterations' : 'Time'} to ${percent(error, 0)} %`

/** "method I-alternation, batch size 32": what tells a group from the others. */
export function groupWords(comparison: RunComparison, group: number): string {
  const values = comparison.groups[group]?.settings ?? []
  const told = comparison.settings.flatMap((label, at) => {
    const value = values[at]
    return value === null || value === undefined ? [] : [label === 'Method' ? value : `${label.toLowerCase()} ${value}`]
  })
  return told.length === 0 ? 'all runs' : told.join(', ')
}

/** A line for each group, and every figure of it. */
export function groupsTable(comparison: RunComparison): Table {
  const sampled = (column: string): string[] =>
    [`${column}_mean`, `${column}_deviation`, `${column}_low`, `${column}_high`, `${column}_n`]
  const cells = ({ mean, deviation, interval, count: runs }: ComparedSample) =>
    [mean, deviation, interval?.[0] ?? null, interval?.[1] ?? null, runs]
  return {
    columns: [
      ...comparison.settings, 'seeds',
      ...finalNames.flatMap((name) => sampled(finals[name].column)),
      ...reachedErrors.flatMap((error) => [
        ...sampled(`iterations_to_${percent(error, 0)}`), ...sampled(`seconds_to_${percent(error, 0)}`),
        `missed_${percent(error, 0)}`
      ])
    ],
    rows: comparison.groups.map((group) => [
      ...group.settings, group.seeds.join(' '),
      ...finalNames.flatMap((name) => cells(group.final[name])),
      ...group.reached.flatMap(({ iterations, seconds, missed }) => [...cells(iterations), ...cells(seconds), missed])
    ])
  }
}

/** A line for each run. */
export function comparedRunsTable({ runs }: RunComparison): Table {
  return {
    columns: [
      'id', 'name', 'status', 'group', 'seed', ...finalNames.map((name) => finals[name].column),
      ...reachedErrors.flatMap((error) => [`iterations_to_${percent(error, 0)}`, `seconds_to_${percent(error, 0)}`])
    ],
    rows: runs.map(({ id, name, status, group, seed, final, reached }) => [
      id, name, status, group + 1, seed, ...finalNames.map((one) => final[one]),
      ...reached.flatMap((one) => [one?.iterations ?? null, one?.seconds ?? null])
    ])
  }
}

/** The 95 % interval of the mean over the runs that reach the error, and how many do. */
export function reachedIntervalWords(reached: ComparedGroup['reached'][number], what: ReachedIn): string {
  const { interval } = reached[what]
  if (interval === null) return unknown
  const write = (value: number): string => (what === 'iterations' ? count(value) : secondsWithUnit(value))
  return `${write(interval[0])} to ${write(interval[1])}`
}
