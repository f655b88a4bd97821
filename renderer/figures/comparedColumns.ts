/** Everything that a comparison knows of each run, as columns: settings that differ, results, the run itself. */
import {
  finalNames, reachedErrors, type ComparedRun, type RunComparison, type RunListEntry
} from '../../preload/contract'
import { bytes, count, instant, percentWithUnit, plain, secondsWithUnit, unknown } from '../../preload/schema/format'
import { finals, finalText, reachedTitle } from '../../preload/schema/run-comparison-tables'
import {
  fieldOf, fieldValue, type FieldKind, type FieldValue, type RunFieldName
} from '../../preload/schema/run-fields'
import type { Table } from './csv'

export interface ComparedColumn {
  /** As the address names it. */
  readonly key: string
  readonly title: string
  readonly part: 'Settings' | 'Results' | 'The run'
  readonly kind: FieldKind
  readonly of: (run: ComparedRun) => FieldValue
  readonly write: (value: FieldValue) => string
}

/** Of the list of runs, what no comparison has of its own. */
const ownFields: readonly RunFieldName[] = [
  'done', 'alternations', 'snapshots', 'masks', 'file', 'created', 'backend', 'status', 'tag'
]

const writers: Readonly<Record<FieldKind, (value: string | number) => string>> = {
  text: String,
  number: (value) => (Number.isInteger(value) ? count(Number(value)) : plain(Number(value))),
  share: (value) => percentWithUnit(Number(value)),
  bytes: (value) => bytes(Number(value)),
  seconds: (value) => secondsWithUnit(Number(value)),
  instant: (value) => instant(String(value))
}

const writerOf = (kind: FieldKind) => (value: FieldValue): string => (value === null ? unknown : writers[kind](value))

export function comparedColumns(
  comparison: RunComparison, entries: ReadonlyMap<string, RunListEntry>
): ComparedColumn[] {
  return [...settingColumns(comparison), seed, ...resultColumns, ...reachedColumns, ...fieldColumns(entries)]
}

/** A setting is a number where all groups that have it have a number; else it is words. */
function settingColumns({ settings, groups }: RunComparison): ComparedColumn[] {
  return settings.map((title, at) => {
    const isNumber = groups.every((group) =>
      (group.settings[at] ?? null) === null || (group.numbers[at] ?? null) !== null)
    return {
      key: title.toLowerCase(), title, part: 'Settings', kind: isNumber ? 'number' : 'text',
      of: ({ group }) => (isNumber ? groups[group]?.numbers[at] : groups[group]?.settings[at]) ?? null,
      write: isNumber ? (value) => (value === null ? unknown : plain(Number(value))) : writerOf('text')
    }
  })
}

const seed: ComparedColumn = {
  key: 'seed', title: 'Seed', part: 'Settings', kind: 'number', of: (run) => run.seed,
  write: (value) => (value === null ? unknown : String(value))
}

const kindOfUnit = { '%': 'share', s: 'seconds', '': 'number' } as const

const resultColumns = finalNames.map((name): ComparedColumn => ({
  key: name, title: finals[name].title, part: 'Results', kind: kindOfUnit[finals[name].unit],
  of: ({ final }) => final[name], write: (value) => finalText(name, value === null ? null : Number(value))
}))

const reachedColumns = reachedErrors.flatMap((error, at) => (['iterations', 'seconds'] as const)
  .map((what): ComparedColumn => ({
    key: `${what}-to-${Math.round(100 * error)}`, title: reachedTitle(error, what), part: 'Results',
    kind: what === 'seconds' ? 'seconds' : 'number', of: ({ reached }) => reached[at]?.[what] ?? null,
    write: writerOf(what === 'seconds' ? 'seconds' : 'number')
  })))

const fieldColumns = (entries: ReadonlyMap<string, RunListEntry>): ComparedColumn[] =>
  ownFields.map((name) => {
    const { kind, title } = fieldOf(name)
    return {
      key: name, title, part: 'The run', kind,
      of: ({ id }) => {
        const entry = entries.get(id)
        return entry === undefined ? null : fieldValue(name, entry)
      },
      write: writerOf(kind)
    }
  })

/** Where its runs lie on an axis: shares in per cent, instants in milliseconds, words as they are. */
export function placeOn({ kind, of }: ComparedColumn, run: ComparedRun): FieldValue {
  const value = of(run)
  if (value === null || kind === 'text') return value
  const number = kind === 'instant' ? Date.parse(String(value)) : Number(value) * (kind === 'share' ? 100 : 1)
  return Number.isFinite(number) ? number : null
}

/** The words of an axis, in the order in which runs bring them. */
export const wordsOf = (column: ComparedColumn, runs: readonly ComparedRun[]): string[] =>
  [...new Set(runs.map((run) => column.of(run)).filter((value) => value !== null))].map(String)

/** A line for each run. */
export const columnsTable = (columns: readonly ComparedColumn[], runs: readonly ComparedRun[]): Table => ({
  columns: ['id', 'name', 'group', ...columns.map(({ title }) => title)],
  rows: runs.map((run) => [run.id, run.name, run.group + 1, ...columns.map(({ of }) => of(run))])
})

/** The first settings and results that are worth an axis: those with at least two values. */
export function usualAxes(columns: readonly ComparedColumn[], runs: readonly ComparedRun[]): string[] {
  const varies = ({ of }: ComparedColumn): boolean => new Set(runs.map(of).filter((value) => value !== null)).size > 1
  const settings = columns.filter((one) => one.part === 'Settings' && one.key !== 'seed').slice(0, mostUsualSettings)
  const results = columns.filter(({ key }) => usualResults.includes(key))
  return [...settings, ...results].filter(varies).map(({ key }) => key)
}

const mostUsualSettings = 6
const usualResults: readonly string[] = ['testError', 'maskTGap', 'sparsity', 'seconds']
