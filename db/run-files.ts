/** Run files that can be read, by id: those of a store's folder, or the one that was opened wherever it lies. */
import { statSync, type Stats } from 'node:fs'
import type { RunPlace } from '../preload/schema/run-place'

export interface FileState {
  /** Of a run's file and its write-ahead log. */
  bytes: number
  /** When either was last written, in milliseconds. */
  modified: number
  /** Tells a file from another that took its name. */
  file: number
  /** Whether a write-ahead log lies beside it: somebody writes to it, or was cut off while he did. */
  isOpen: boolean
}

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
  /** When a file was last added to the runs, renamed or removed, in milliseconds; null where that cannot be told. */
  folderModified(): number | null
}

export const isSameState = (one: FileState, other: FileState): boolean =>
  one.bytes === other.bytes && one.modified === other.modified && one.file === other.file &&
  one.isOpen === other.isOpen

/** Of what cannot be looked at, as a link that leads round in a circle, that of nothing: who opens it says why. */
export function fileStateOf(path: string): FileState {
  const [file, log] = ['', '-wal'].map((suffix) => stateOrNothing(path + suffix))
  return {
    bytes: (file?.size ?? 0) + (log?.size ?? 0),
    modified: Math.max(file?.mtimeMs ?? 0, log?.mtimeMs ?? 0),
    file: file?.ino ?? 0,
    isOpen: log !== undefined
  }
}

function stateOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
