/** Short read-only visits to run files. */
import type { Database } from 'better-sqlite3'
import { damaged, openRunForReading } from '../../db/open'
import type { RunStore } from '../../db/store'
import { Failure } from '../../preload/schema/failure'

/** Opens a run, reads, closes. @throws Failure with a sentence, also when the file turns out to be damaged while reading */
export function readRun<T>(store: RunStore, id: string, read: (database: Database, fileBytes: number) => T): T {
  const database = openRunForReading(store.runPath(id))
  try {
    return read(database, store.fileState(id).bytes)
  } catch (error) {
    throw error instanceof Failure ? error : damaged(`${id}.maskrun`, error)
  } finally {
    database.close()
  }
}
