/** The queue as a table. */
import { isWaiting, type EntryState, type Queue, type QueueEntry } from '../../../preload/schema/queue'
import { print, remark, table } from '../terminal'

const headings = ['entry', 'state', 'run', 'method', 'network', 'data', 'seed', 'epochs', 'name', '']

export function printQueue({ entries, paused, atOnce, attended }: Queue, store: string): void {
  if (entries.length === 0) remark(`Nothing waits in ${store}; "maskscope queue add" adds a training.`)
  else print(table(headings, entries.map(row)))
  if (paused) remark('the queue is paused; "maskscope queue resume" starts what waits')
  else if (entries.some(isWaiting)) remark(attended
    ? `${atOnce === 1 ? 'one training' : `${atOnce} trainings`} at a time`
    : 'nothing starts what waits: open a window, or run "maskscope serve" or "maskscope queue run"')
}

function row({ number, state, training, name }: QueueEntry): string[] {
  const { method = '', network = '', dataset = '', seed = '', epochs = '' } = training ?? {}
  return [
    String(number), wordOf(state), runOf(state) ?? '–', method, network, dataset, String(seed), String(epochs), name,
    noteOf(state)
  ]
}

const wordOf = (state: EntryState): string => (state.kind === 'ended' ? state.outcome : state.kind)

/** Null where there is none to look at yet. */
export function runOf(state: EntryState): string | null {
  return state.kind === 'running' || state.kind === 'ended' ? state.run : null
}

function noteOf(state: EntryState): string {
  switch (state.kind) {
    case 'preparing': return state.doing ?? ''
    case 'ended': return state.sentence ?? ''
    case 'damaged': return `cannot be read (${state.reason})`
    default: return ''
  }
}
