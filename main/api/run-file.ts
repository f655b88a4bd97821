/** Where a run's file lies, what its parts take in it, and what happened to the run. */
import { readCheckpointTimes, readMessages, readParts } from '../../db/run-parts'
import type { RunFile } from '../../preload/schema/run-file'
import { runLog } from './run-log'
import { runDetail } from './runs'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

export function runFile(workbench: ReadableWorkbench, id: string): RunFile {
  const { store } = workbench
  const { detail } = runDetail(workbench, id)
  const { times, messages, parts } = readRun(store, id, (database) => ({
    times: readCheckpointTimes(database), messages: readMessages(database), parts: readParts(database)
  }))
  const { bytes } = store.fileState(id)
  const rest = bytes - parts.reduce((sum, part) => sum + part.bytes, 0)
  return {
    path: store.runPath(id), bytes,
    parts: [...parts, { name: 'Figures, indices and free space', rows: 0, bytes: Math.max(0, rest) }],
    log: runLog(detail, times, messages)
  }
}
