/** Tells whether a path still leads to the file that it led to: one that was deleted or replaced is another. */
import { statSync } from 'node:fs'

/** @returns what answers whether the file that is there now is still there */
export function sameFileAt(path: string): () => boolean {
  const first = identityOf(path)
  return () => identityOf(path) === first
}

function identityOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev}:${found.ino}`
}
