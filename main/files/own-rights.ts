/**
 * Rights of what lies in a store: whose runs, notes and data it holds, and nobody else's. They count when something is
 * made; a folder that a person shares stays as it is. Windows has no such bits: there the user's folder keeps others
 * away.
 */
import { chmodSync, closeSync, openSync } from 'node:fs'

export const ownFolder = { mode: 0o700 } as const
export const ownFile = { mode: 0o600 } as const

/** Makes an empty file where there is none, for a library that would make one with other rights. */
export function makeOwnFile(path: string): void {
  closeSync(openSync(path, 'a', ownFile.mode))
}

/** Of a copy, which has the rights of what was copied. */
export function makeOwn(path: string): void {
  chmodSync(path, ownFile.mode)
}
