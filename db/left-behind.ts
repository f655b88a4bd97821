/**
 * What killed trainings left beside their files, for whoever looks first: logs, which are moved in, so that a run is
 * one file, and locks, which go once the run reads the same without them.
 */
import { existsSync, statSync } from 'node:fs'
import { isGone, statusNow } from './liveness'
import { runLockState } from './lock/run-lock'
import { readingRun } from './open'
import { settleUnused } from './settling'
import { readRunRow } from './runs'
import type { RunStore } from './store'

/** @param ids of runs; all for which something lies there, unless told otherwise */
export function settleLeft(
  store: RunStore, ids: readonly string[] = [...new Set([...store.idsWithLogs(), ...store.idsWithLocks()])]
): void {
  for (const id of ids) {
    try {
      settle(store, id)
    } catch {
      // It is damaged, somebody else looks at it just now, or nothing can be written here: it is read as it is.
    }
  }
}

function settle(store: RunStore, id: string): void {
  const path = store.runPath(id)
  if (!existsSync(path)) return removeLock(store, id)
  const { status, host, process, heartbeat_at: heartbeatAt, lock } = readingRun(path, readRunRow)
  const owner = { host, process, heartbeatAt }
  const isOver = status !== 'running'
  if (!isOver && !isGone(owner, lock)) return
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  // An empty log of a run without an end tells nothing: a file that lost its own is not to look whole (missing-log.ts).
  if (log !== undefined && (isOver || log.size > 0)) settleUnused(path)
  if (isOver || (statusNow(status, owner, 'unknown') !== 'running' && isGone(owner, 'unknown'))) removeLock(store, id)
}

/** One that nobody has. */
function removeLock(store: RunStore, id: string): void {
  if (!store.hasLock(id) || runLockState(store.runPath(id)) === 'held') return
  const release = store.tryClaim(id)
  if (release === null) return
  store.removeLock(id)
  release()
}
