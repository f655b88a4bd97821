/** Which runs can be gone on with, and why the others cannot. */
import { Failure } from '../preload/schema/failure'
import { isGone } from './liveness'
import { statusOf, type RunRow } from './runs'

/** @throws Failure that says why the run cannot be gone on with */
export function demandResumable(row: RunRow): void {
  const why = whyNotResumable(row)
  if (why !== null) throw new Failure(`Run ${row.id} ${why}.`)
}

/** Null where it can; otherwise what a sentence says of the run. */
export function whyNotResumable(row: RunRow): string | null {
  if (row.configuration.method === 'imported') return 'was imported, not trained, so there is nothing to go on with'
  switch (statusOf(row)) {
    case 'running': return 'is running; wait for its end, or stop it first'
    case 'finished':
      return 'has finished, so there is nothing to go on with; to train longer, train again with more epochs'
    case 'failed': return row.failure_kind === 'diverged'
      ? 'diverged, and would again; train it anew with a lower learning rate'
      : null
    case 'stopped': return null
    case 'interrupted': return isGone({ host: row.host, process: row.process, heartbeatAt: row.heartbeat_at }, row.lock)
      ? null
      : `has told nothing for a while, but its process ${row.process} is still there and may write to it; ` +
        'end that process first'
  }
}
