/**
 * Making a folder with those above it. Node's own `recursive` spins for ever at full load, deaf to signals, where a
 * folder is there and answers "no such file" to what is made in it, as `/proc` does (Node 24.21).
 */
import { mkdirSync, statSync, type MakeDirectoryOptions } from 'node:fs'
import { dirname } from 'node:path'

/** @throws the system's error when it cannot be made; the sentence for it is the caller's, who knows what it is for */
export function makeFolder(path: string, options: Pick<MakeDirectoryOptions, 'mode'> = {}): void {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent, options)
  try {
    mkdirSync(path, options)
  } catch (error) {
    // Another process may have made it in this moment.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
