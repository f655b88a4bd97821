/** Run files that can be read, by id: those of a store's folder, or the one that was opened wherever it lies. */
import { statSync } from 'node:fs'
import type { RunPlace } from '../preload/schema/run-place'

/** Bytes of a run's file and its write-ahead log, and when either was last written. */
export interface FileState { bytes: number; modified: number }

export interface RunFiles {
  readonly place: RunPlace
  /** Newest first. */
  ids(): string[]
  /**
   * The run that a person means: an id, the beginning of one, or `latest`.
   * @throws Failure when none or several match
   */
  resolveId(text: string): string
  /** @throws Failure when it is not the id of a run that can be here */
  runPath(id: string): string
  /** What a sentence calls the run's file. */
  fileName(id: string): string
  fileState(id: string): FileState
}

export function fileStateOf(path: string): FileState {
  const states = ['', '-wal'].map((suffix) => statSync(path + suffix, { throwIfNoEntry: false }))
  return {
    bytes: states.reduce((sum, state) => sum + (state?.size ?? 0), 0),
    modified: Math.max(...states.map((state) => state?.mtimeMs ?? 0))
  }
}
