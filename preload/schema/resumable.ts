/** Which runs a page offers to go on with; whether one can be is decided where its file lies. */
import type { RunSummary } from './run'

export function isResumable(
  { method, status, failureKind }: Pick<RunSummary, 'method' | 'status' | 'failureKind'>
): boolean {
  if (method === 'imported') return false
  // What diverged would again.
  return status === 'stopped' || status === 'interrupted' || (status === 'failed' && failureKind !== 'diverged')
}
