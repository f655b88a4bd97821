/** Writes what a run tells over its training for other programs. */
import type { HistoryExport, HistoryFormatName } from '../../preload/schema/export'
import { writeFolder } from '../export/folder'
import { historyFormats } from '../export/history/formats'
import { OpenHistory } from './run-history'
import type { ReadableWorkbench } from './workbench'

export interface HistoryRequest {
  format: HistoryFormatName
  folder: string
  /** Replaces files of the same names. */
  force: boolean
}

/**
 * Files of a run as it is now, complete or not at all.
 * @throws Failure when the run cannot be read or the folder cannot be written
 */
export async function exportHistory(
  { store }: ReadableWorkbench, id: string, { format, folder, force }: HistoryRequest
): Promise<HistoryExport> {
  const history = new OpenHistory(store, id)
  try {
    const files = await writeFolder(folder, historyFormats[format](history.now()), force)
    return { run: id, format, folder, files }
  } finally {
    history.close()
  }
}
