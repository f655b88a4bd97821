/** Taking the masks of a stored checkpoint, in a process of its own. */
import { Failure } from '../../preload/schema/failure'
import type { SnapshotExamples, SnapshotRecord } from '../../preload/schema/run'
import { readRunRow, statusOf } from '../../db/runs'
import { launch } from '../trainer/launch'
import { askToStop } from './stop'
import { readRun, readWholeCheckpoint } from './store-reader'
import type { Workbench } from './workbench'

export interface SnapshotRequest {
  id: string
  at: string
  of: SnapshotExamples
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: string | null
}

/**
 * Estimates the masks and stores them in the run's file.
 * @param onProgress told of how many training examples masks have been taken, and of how many they will be
 * @returns null when it was stopped
 * @throws Failure while the run is running, when it has no such checkpoint, and when its masks are there already
 */
export async function takeRunSnapshot(
  { store }: Workbench,
  { id, at, of, dataFolder }: SnapshotRequest,
  onProgress: (done: number, of: number) => void = () => undefined
): Promise<SnapshotRecord | null> {
  readRun(store, id, (database) => {
    // Of a running training the checkpoint may be there only later.
    if (statusOf(readRunRow(database)) !== 'running') readWholeCheckpoint(database, at)
  })
  const job = { kind: 'snapshot', store: store.path, dataFolder, id, at, of } as const
  const { record } = await launch(job, (message) => onProgress(message.done, message.of)).done
  return record
}

/** Asks for the end of a snapshot that is being taken. @throws Failure when none is */
export function stopRunSnapshot({ store }: Workbench, id: string): void {
  if (!store.isClaimed(id)) throw new Failure(`No snapshot of run ${id} is being taken, so there is nothing to stop.`)
  askToStop(store, id)
}
