/** The lock of a run, beside its file: whoever trains it owns it, whoever adds to one that has ended holds it, too. */
import { runFileExtension } from '../../preload/schema/names'
import { lockStateOf, type LockState } from './file-lock'

/** @param path of the run's file */
export const runLockPath = (path: string): string =>
  (path.endsWith(runFileExtension) ? path.slice(0, -runFileExtension.length) : path) + '.lock'

/** @param path of the run's file. @returns whether a process owns it just now */
export const runLockState = (path: string): LockState => lockStateOf(runLockPath(path))
