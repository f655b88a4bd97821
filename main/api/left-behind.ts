/** Removes what processes left that were killed: temporary folders, half files of the store, uploads. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { removeAbandonedPartials } from '../files/partial-file'
import { removeAbandonedTemporary } from '../files/temporary-folder'
import { removeAbandonedUploads } from './upload-folders'
import type { Workbench } from './workbench'

/** When a workbench begins to serve, but behind what its first page asks for. */
export function removeLeftBehind({ store }: Workbench): void {
  setImmediate(() => {
    removeAbandonedTemporary()
    removeAbandonedUploads(store)
    const written = ['sweeps', 'theory'].map((name) => join(store.path, name))
    for (const folder of [store.runsFolder, ...written]) removePartials(folder)
  }).unref()
}

/** Those that cannot be removed stay: a store may be one that is only read. */
function removePartials(folder: string): void {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) removeAbandonedPartials(folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
