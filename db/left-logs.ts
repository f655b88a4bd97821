/** Logs that killed trainings left beside their files: whoever looks first moves them in, so that a run is one file. */
import { statSync } from 'node:fs'
import { isGone } from './liveness'
import { readingRun } from './open'
import { settleUnused } from './recorder'
import { readRunRow } from './runs'
import type { RunStore } from './store'

/** @param ids of runs; all for which a log lies there, unless told otherwise */
export function settleLeftLogs(store: RunStore, ids: readonly string[] = store.idsWithLogs()): void {
  for (const id of ids) {
    try {
      if (isLeft(store.runPath(id))) settleUnused(store.runPath(id))
    } catch {
      // It is damaged, somebody else looks at it just now, or nothing can be written here: it is read as it is.
    }
  }
}

/** An empty one tells nothing, and a file that lost its own is not to look whole (missing-log.ts). */
function isLeft(path: string): boolean {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return false
  const { status, host, process, heartbeat_at: heartbeatAt } = readingRun(path, readRunRow)
  return status !== 'running' || isGone({ host, process, heartbeatAt })
}
