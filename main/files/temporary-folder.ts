/** A folder for what lasts no longer than one piece of work. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'

/** @throws Failure when the folder, the system's for temporary files unless told otherwise, takes none */
export function makeTemporaryFolder(purpose: string, inside = tmpdir()): string {
  try {
    return mkdtempSync(join(inside, `maskscope-${purpose}-`))
  } catch (error) {
    const reason = reasonOf(error)
    throw new Failure(
      `No temporary folder can be made in ${inside} (${reason}); set TMPDIR to a folder that can be written.`
    )
  }
}
