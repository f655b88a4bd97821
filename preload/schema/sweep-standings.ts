/** How the members of a sweep stand: what their runs say, and the store's queue of what has no run yet. */
import { z } from 'zod'
import { couldNotBegin, isStarted, isWaiting, type QueueEntry } from './queue'
import type { MemberState } from './sweep-states'

/**
 * `waiting` and `preparing`: in the queue. `open`: neither trained nor in the queue. `failed`: its run failed, or it
 * could not begin.
 */
export const standingNames = ['finished', 'running', 'preparing', 'waiting', 'stopped', 'failed', 'open'] as const
export type Standing = (typeof standingNames)[number]

export const standingCountsSchema = z.record(z.enum(standingNames), z.number().int())
export type StandingCounts = z.infer<typeof standingCountsSchema>

export interface MemberStanding extends MemberState {
  readonly standing: Standing
  /** Its entry in the queue: one that waits, is started or could not begin. */
  readonly entry: QueueEntry | null
}

/** @param entries of the queue, those that have ended left out */
export function memberStandings(states: readonly MemberState[], entries: readonly QueueEntry[]): MemberStanding[] {
  const byKey = Map.groupBy(entries, ({ key }) => key)
  return states.map((state) => {
    const own = byKey.get(state.key) ?? []
    const entry = own.find(isStarted) ?? own.find(isWaiting) ?? own[0] ?? null
    return { ...state, entry, standing: standingOf(state, entry) }
  })
}

function standingOf({ state }: MemberState, entry: QueueEntry | null): Standing {
  if (state === 'finished' || state === 'running') return state
  if (entry !== null && isStarted(entry)) return entry.state.kind === 'running' ? 'running' : 'preparing'
  if (entry !== null && isWaiting(entry)) return 'waiting'
  if (entry !== null && (couldNotBegin(entry) || entry.state.kind === 'damaged')) return 'failed'
  return state === 'waiting' ? 'open' : state
}

export function countStandings(standings: readonly Pick<MemberStanding, 'standing'>[]): StandingCounts {
  const count = (name: Standing): number => standings.filter(({ standing }) => standing === name).length
  return Object.fromEntries(standingNames.map((name) => [name, count(name)])) as StandingCounts
}
