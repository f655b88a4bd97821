/**
 * Files that a process which can be ended has read, and found damaged or without an end: nothing in this process opens
 * them, as long as they stay as they were.
 */
import { Failure } from '../../preload/schema/failure'
import { fileStateOf, isSameState, type FileState } from '../run-files'

const refusals = new Map<string, { state: FileState; reason: string }>()

export function refuse(path: string, state: FileState, reason: string): void {
  refusals.set(path, { state, reason })
}

/** What was refused may have been out of reach, and be whole. */
export function accept(path: string): void {
  refusals.delete(path)
}

/** @throws Failure for the reason that is known */
export function demandNotRefused(path: string): void {
  const refusal = refusals.get(path)
  if (refusal === undefined) return
  if (isSameState(fileStateOf(path), refusal.state)) throw new Failure(refusal.reason)
  refusals.delete(path)
}
