/** What is said of the store's queue. */
import { isWaiting, type EntryState, type Queue, type QueueEntry } from '../../preload/contract'
import { plural } from '../../preload/schema/format'
import { activityTitles, type MarkedStatus } from '../../preload/schema/titles'

/** The mark of an entry; one that could not begin has failed. */
export function markOf(state: EntryState): MarkedStatus {
  return state.kind === 'ended' ? state.outcome : state.kind
}

/** What an entry does, or why it does not. */
export function entryNote(state: EntryState): string | null {
  switch (state.kind) {
    case 'preparing': return activityTitles[state.doing ?? 'reading the data']
    case 'ended': return state.sentence
    case 'damaged': return `It cannot be read (${state.reason}).`
    default: return null
  }
}

/** "3 trainings wait, 2 at a time". */
export function queueWords({ entries, atOnce, paused }: Queue): string {
  const waiting = entries.filter(isWaiting).length
  const words = waiting === 0 ? 'Nothing waits' : `${plural(waiting, 'training')} ${waiting === 1 ? 'waits' : 'wait'}`
  return `${words}, ${paused ? 'and nothing new is started' : atOnce === 1 ? 'one at a time' : `${atOnce} at a time`}`
}

/** How many are started before it does; null of one that does not wait. */
export function before(entries: readonly QueueEntry[], number: number): number | null {
  const at = entries.filter(isWaiting).findIndex((entry) => entry.number === number)
  return at < 0 ? null : at
}
