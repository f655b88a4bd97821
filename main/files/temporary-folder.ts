/** A folder for what lasts no longer than one piece of work. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../preload/schema/failure'

/** @throws Failure when the system's folder for temporary files takes none */
export function makeTemporaryFolder(purpose: string): string {
  try {
    return mkdtempSync(join(tmpdir(), `maskscope-${purpose}-`))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Failure(
      `No temporary folder can be made in ${tmpdir()} (${reason}); set TMPDIR to a folder that can be written.`
    )
  }
}
