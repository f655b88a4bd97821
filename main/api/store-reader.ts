/** Short read-only visits to run files. */
import { readCheckpoint, type Checkpoint } from '../../db/checkpoints'
import type { ReadableDatabase } from '../../db/database'
import { damaged, readingRun } from '../../db/open'
import type { RunFiles } from '../../db/run-files'
import { readRunRow, type RunRow } from '../../db/runs'
import { demandFinite } from '../engine/networks/finite'
import { parametersOf } from '../engine/networks/parameters'
import { sizeOf } from '../engine/networks/shapes'

/**
 * Opens a run, reads, closes. @throws Failure with a sentence, also when the file turns out to be damaged while reading
 */
export function readRun<T>(files: RunFiles, id: string, read: (database: ReadableDatabase, fileBytes: number) => T): T {
  const path = files.runPath(id)
  return readingRun(path, (database) =>
    soundly(files.fileName(id), () => read(database, files.fileState(id).bytes), path))
}

/**
 * Whatever SQLite or a schema finds wrong inside a run's file becomes a sentence.
 * @param path where the file lies, where that is known
 */
export function soundly<T>(fileName: string, read: () => T, path?: string): T {
  try {
    return read()
  } catch (error) {
    throw damaged(fileName, error, path)
  }
}

/** A checkpoint that holds every weight of the run's network, each a number. */
export function readWholeCheckpoint(database: ReadableDatabase, at: string): { row: RunRow; checkpoint: Checkpoint } {
  const row = readRunRow(database)
  const checkpoint = readCheckpoint(database, at)
  for (const { name, shape } of parametersOf(row.topology)) {
    if (checkpoint.weights.get(name)?.length !== sizeOf(shape))
      throw new Error(`checkpoint "${at}" lacks weights of "${name}"`)
  }
  demandFinite(checkpoint.weights, at)
  return { row, checkpoint }
}
