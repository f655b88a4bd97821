/** Writing files that are either complete or not there. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'
import { makeFolder } from '../files/make-folder'

/** Waits until a file, or the names in a folder, are on the disk. */
export function reachDisk(path: string): void {
  // Windows flushes only what is open for writing, and no folder is.
  if (process.platform === 'win32') return
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Lets `write` fill a file of a temporary name beside `path`, then renames it.
 * @throws Failure when the place cannot be written; whatever was written is removed
 */
export async function writeWhole(path: string, write: (temporary: string) => Promise<void> | void): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`
  try {
    makeFolder(dirname(path))
    await write(temporary)
    reachDisk(temporary)
    renameSync(temporary, path)
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary)
    if (error instanceof Failure) throw error
    throw new Failure(
      `${path} could not be written (${reasonOf(error)}); ` +
        'choose another place with --out.'
    )
  }
}
