/** Groups of the list of runs, and the rows of the list with the heads of its groups among them. */
import type { RunListEntry, RunSummary } from '../../preload/contract'
import { instant } from '../../preload/schema/format'
import { finalWords } from '../../preload/schema/run-comparison-tables'
import { interval95, sampleOf } from '../../preload/schema/statistics'
import { methodTitle } from '../../preload/schema/titles'

export const groupingTitles = {
  none: 'No groups', method: 'Method', network: 'Network', data: 'Data', configuration: 'Configuration', tag: 'Tag',
  day: 'Day'
} as const
export type Grouping = keyof typeof groupingTitles
export const groupings = Object.keys(groupingTitles) as Grouping[]

export interface RunGroup {
  readonly key: string
  readonly title: string
  readonly runs: readonly RunListEntry[]
  /** Mean ± sample deviation of the latest test errors, and of how many runs. */
  readonly error: { readonly words: string; readonly count: number }
}

export type ListRow =
  | { readonly kind: 'group'; readonly key: string; readonly group: RunGroup; readonly open: boolean }
  | { readonly kind: 'run'; readonly key: string; readonly run: RunListEntry }

interface Place { readonly key: string; readonly title: string }

const named = (title: string): Place[] => [{ key: title, title }]

/** Of a readable run; one with several tags is in the group of each. */
const placesOf: Readonly<Record<Exclude<Grouping, 'none'>, (run: RunSummary) => Place[]>> = {
  method: (run) => named(methodTitle(run)),
  network: ({ network }) => named(network),
  data: ({ dataset }) => named(dataset),
  configuration: (run) => [{ key: run.group, title: withoutSeed(run) }],
  tag: ({ tags }) => (tags.length === 0 ? named('Without a tag') : tags.flatMap((tag) => named(tag))),
  day: ({ createdAt }) => named(instant(createdAt).slice(0, 10))
}

/** Names that were not given tell what was asked for otherwise than usual, and end in the seed. */
function withoutSeed(run: RunSummary): string {
  const name = run.name.replace(new RegExp(` seed ${run.seed}$`), '')
  return name === run.name ? `${methodTitle(run)}, ${run.network}, ${run.dataset}` : name
}

/** In the order in which their first runs come. */
export function groupRuns(entries: readonly RunListEntry[], grouping: Exclude<Grouping, 'none'>): RunGroup[] {
  const groups = new Map<string, { title: string; runs: RunListEntry[] }>()
  for (const entry of entries) {
    const places = entry.state === 'damaged' ? named('Damaged') : placesOf[grouping](entry)
    for (const { key, title } of places) {
      const group = groups.get(key) ?? { title, runs: [] }
      group.runs.push(entry)
      groups.set(key, group)
    }
  }
  return [...groups].map(([key, { title, runs }]) => ({ key, title, runs, error: errorOf(runs) }))
}

function errorOf(runs: readonly RunListEntry[]): RunGroup['error'] {
  const errors = runs.flatMap((run) => (run.state === 'readable' ? run.testError ?? [] : []))
  const sample = sampleOf(errors)
  const interval = interval95(sample)
  return {
    words: finalWords('testError', { ...sample, interval: interval === null ? null : [...interval] }),
    count: sample.count
  }
}

/** @param closed keys of groups whose runs are not shown */
export function listRows(
  entries: readonly RunListEntry[], grouping: Grouping, closed: ReadonlySet<string>
): ListRow[] {
  if (grouping === 'none') return entries.map((run) => ({ kind: 'run', key: run.id, run }))
  return groupRuns(entries, grouping).flatMap((group): ListRow[] => {
    const open = !closed.has(group.key)
    const head: ListRow = { kind: 'group', key: `group ${group.key}`, group, open }
    const runs = open ? group.runs.map((run): ListRow => ({ kind: 'run', key: `${group.key} ${run.id}`, run })) : []
    return [head, ...runs]
  })
}
