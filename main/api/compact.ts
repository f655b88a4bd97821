/** The compact model of a checkpoint, measured beside the whole one in a process of its own. */
import type { CompactReport } from '../../preload/schema/pruning'
import { launch } from '../trainer/launch'
import { readRun, readWholeCheckpoint } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/**
 * @param signal ends it at once
 * @throws Failure when the run has no such checkpoint
 */
export async function compactRun(
  { store }: ReadableWorkbench,
  id: string,
  at: string,
  neverOn: boolean,
  { dataFolder = null, signal }: { dataFolder?: string | null; signal?: AbortSignal } = {}
): Promise<CompactReport> {
  readRun(store, id, (database) => readWholeCheckpoint(database, at))
  const job = { kind: 'compact', place: store.place, dataFolder, id, at, neverOn } as const
  const { report } = await launch(job, undefined, { signal }).done
  return report
}
