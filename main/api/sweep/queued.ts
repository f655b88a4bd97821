/** Sweeps in the store's queue, which outlives whoever asked for them: what waits there is trained by any program. */
import { settleEntries } from '../../../db/queue/settle'
import { isStarted, isWaiting, type QueueEntry } from '../../../preload/schema/queue'
import type { Sweep } from '../../../preload/schema/sweep'
import { countStandings, memberStandings, type StandingCounts } from '../../../preload/schema/sweep-standings'
import { memberStates } from '../../../preload/schema/sweep-states'
import { addToQueue, listQueue } from '../queue/queue'
import { listRuns } from '../runs'
import { askToStop } from '../stop'
import type { ReadableWorkbench, Workbench } from '../workbench'
import { keepSweep } from './kept-sweeps'
import { runToGoOnWith, sweepStates } from './members'

const isOpen = (entry: QueueEntry): boolean => isWaiting(entry) || isStarted(entry)

/**
 * Adds the members that are neither finished nor under way, all or none: one that was stopped goes on with its run, and
 * those that could not begin are tried again.
 * @throws Failure when the store cannot be written
 */
export function startSweep(workbench: Workbench, sweep: Sweep): void {
  const { store, queue, spare } = workbench
  keepSweep(store.path, sweep)
  // A member's entry may be that of a training whose end nobody has seen yet.
  settleEntries(queue.file, store)
  const standings = memberStandings(sweepStates(workbench, sweep), listQueue(workbench).entries)
  const wanted = standings.filter(({ standing }) => ['open', 'stopped', 'failed'].includes(standing))
  const again = wanted.flatMap(({ entry }) => (entry === null ? [] : [entry.number]))
  if (again.length > 0) queue.entries.cancel(again)
  if (wanted.length === 0) return
  addToQueue(workbench, wanted.flatMap((state) => {
    const member = sweep.members[state.index]
    return member === undefined ? [] : [{ ...member, group: sweep.id, run: runToGoOnWith(workbench, state) }]
  }))
  spare.prepare()
}

/** Takes what waits from the queue, and asks what runs to stop; its runs are kept. */
export function stopSweep({ queue, store }: Workbench, id: string): void {
  for (const run of queue.entries.cancelGroup(id)) askToStop(store, run)
  queue.changed()
}

export interface SweepProgress { counts: StandingCounts; isUnderWay: boolean }

/** How far sweeps are, in their order. */
export function progressOf(workbench: ReadableWorkbench, sweeps: readonly Sweep[]): SweepProgress[] {
  const runs = listRuns(workbench)
  const { entries } = listQueue(workbench)
  const underWay = new Set(entries.filter(isOpen).map(({ group }) => group))
  return sweeps.map(({ id, members }) => ({
    counts: countStandings(memberStandings(memberStates(members, runs), entries)), isUnderWay: underWay.has(id)
  }))
}
