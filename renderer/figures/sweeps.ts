/** What is said of a sweep and its members. */
import { mostCompared, type ReplyOf } from '../../preload/contract'
import type { Table } from '../../preload/schema/csv'
import { decimal, duration, plural } from '../../preload/schema/format'
import {
  standingNames, type MemberStanding, type Standing, type StandingCounts
} from '../../preload/schema/sweep-standings'
import { entryNote } from './queue'

/** As words in a count: "3 finished". */
const standingWords: Readonly<Record<Standing, string>> = {
  finished: 'finished', running: 'running', preparing: 'preparing', waiting: 'waiting', stopped: 'stopped',
  failed: 'failed', open: 'not started'
}

/** "3 finished, 1 running"; what there is none of is not said. */
export const countsWords = (counts: StandingCounts): string =>
  standingNames.filter((name) => counts[name] > 0).map((name) => `${counts[name]} ${standingWords[name]}`).join(', ')

export interface SweepPace {
  /** 0 to 1; of members that run, their epochs count. */
  readonly done: number
  /** Mean time of a finished member, from its start to its end; null before the first has finished. */
  readonly secondsEach: number | null
  /** Until all that wait or run have ended; null where nothing tells. */
  readonly secondsLeft: number | null
}

/** @param atOnce trainings that the queue runs side by side */
export function paceOf(members: readonly MemberStanding[], atOnce: number): SweepPace {
  const times = members.flatMap(({ standing, run }) =>
    (standing === 'finished' && run?.finishedAt ? [secondsBetween(run.createdAt, run.finishedAt)] : []))
  const each = times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length
  const ahead = members.filter(({ standing }) => ['waiting', 'preparing', 'running'].includes(standing))
  const work = ahead.reduce((sum, member) => sum + 1 - shareOf(member), 0)
  const share = members.reduce((sum, member) => sum + (member.standing === 'finished' ? 1 : shareOf(member)), 0)
  return {
    done: members.length === 0 ? 0 : share / members.length,
    secondsEach: each,
    secondsLeft: each === null || ahead.length === 0 ? null : (work * each) / Math.min(atOnce, ahead.length)
  }
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000

/** How much of a member that runs is done. */
const shareOf = ({ standing, run }: MemberStanding): number =>
  (standing === 'running' && run !== null && run.epochs > 0 ? Math.min(1, run.epochsDone / run.epochs) : 0)

/** "3.2 an hour, 12 min left". */
export function paceWords({ secondsEach, secondsLeft }: SweepPace, atOnce: number): string | null {
  if (secondsLeft === null || secondsEach === null || secondsEach <= 0) return null
  return `${decimal((3600 * atOnce) / secondsEach, 1)} trainings an hour, about ${duration(secondsLeft)} left`
}

/** Why a member could not begin or failed; how many further runs it has. */
export function memberNote({ standing, entry, run, duplicates }: MemberStanding): string {
  const why = entry === null ? null : entryNote(entry.state)
  if (standing === 'failed') return why ?? run?.failure ?? ''
  if (standing === 'preparing') return why ?? ''
  return duplicates.length === 0 ? '' : `${plural(duplicates.length, 'duplicate')}, the newest counts`
}

/** Where a member can be looked at: its run, or its entry in the queue; null of one that was not started. */
export function memberPath({ run, entry, standing }: MemberStanding): string | null {
  const isAhead = standing === 'waiting' || standing === 'preparing' || (standing === 'failed' && entry !== null)
  if (entry !== null && (isAhead || run === null)) return `/queue/${entry.number}`
  return run === null ? null : `/run/${run.id}`
}

/** Of members that have one: the runs that are compared, as many as can be. */
export const memberRuns = (members: readonly MemberStanding[]): string[] =>
  members.flatMap(({ run }) => (run === null ? [] : [run.id])).slice(0, mostCompared)

/** @param values of the settings, by member */
export const membersTable = (
  members: readonly MemberStanding[], settings: readonly string[], values: readonly (readonly (string | null)[])[]
): Table => ({
  columns: ['member', 'state', ...settings, 'test_error', 'seconds', 'run', 'duplicates'],
  rows: members.map(({ index, name, standing, run, duplicates }) => [
    name, standingWords[standing], ...settings.map((_, at) => values[index]?.[at] ?? null), run?.testError ?? null,
    run?.trainingSeconds ?? null, run?.id ?? null, duplicates.map(({ id }) => id).join(' ')
  ])
})

/** The sweeps of a store; a column for each state. */
export const sweepsTable = (sweeps: ReplyOf<'sweeps.list'>['sweeps']): Table => ({
  columns: ['sweep', 'name', 'trainings', ...standingNames.map((name) => standingWords[name].replace(' ', '_'))],
  rows: sweeps.map(({ id, name, members, counts }) => [id, name, members, ...standingNames.map((one) => counts[one])])
})
