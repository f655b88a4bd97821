/** How far the members of a sweep are, from the list of runs alone: pages follow it as the list changes. */
import type { RunListEntry, RunSummary } from './run'
import type { SweepMember } from './sweep'

/** `stopped`: stopped or interrupted; it goes on. `failed`: its newest run failed. */
export const memberStateNames = ['waiting', 'running', 'finished', 'stopped', 'failed'] as const
export type MemberStateName = (typeof memberStateNames)[number]

export interface MemberState {
  readonly index: number
  readonly key: string
  readonly name: string
  readonly state: MemberStateName
  /** The run that counts: the newest finished one, else one that runs, else the newest. Null while it waits. */
  readonly run: RunSummary | null
  /** Further finished runs of the same key. */
  readonly duplicates: readonly RunSummary[]
}

export function memberStates(
  members: readonly Pick<SweepMember, 'key' | 'name'>[], runs: readonly RunListEntry[]
): MemberState[] {
  const byKey = Map.groupBy(readable(runs), ({ key }) => key)
  return members.map(({ key, name }, index) => {
    const own = newestFirst(byKey.get(key) ?? [])
    const [newest = null, ...duplicates] = own.filter(({ status }) => status === 'finished')
    const run = newest ?? own.find(({ status }) => status === 'running') ?? own[0] ?? null
    return { index, key, name, state: stateOf(run), run, duplicates }
  })
}

/**
 * Finished runs for which there is a newer one of the same key: copied together from several machines, or repeated.
 * Imports are asked for nothing but their data, so that one key says nothing of their models.
 */
export function duplicatesIn(runs: readonly RunListEntry[]): RunSummary[] {
  const finished = readable(runs).filter(({ status, method }) => status === 'finished' && method !== 'imported')
  return [...Map.groupBy(finished, ({ key }) => key).values()].flatMap((own) => newestFirst(own).slice(1))
}

const readable = (runs: readonly RunListEntry[]): RunSummary[] =>
  runs.flatMap((run) => (run.state === 'readable' ? [run] : []))

const newestFirst = (runs: readonly RunSummary[]): RunSummary[] =>
  runs.toSorted((a, b) => Date.parse(b.finishedAt ?? b.createdAt) - Date.parse(a.finishedAt ?? a.createdAt))

function stateOf(run: RunSummary | null): MemberStateName {
  switch (run?.status) {
    case undefined: return 'waiting'
    case 'running': case 'finished': case 'failed': return run.status
    case 'stopped': case 'interrupted': return 'stopped'
  }
}
