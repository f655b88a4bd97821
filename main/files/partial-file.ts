/**
 * Files that are there whole or not at all: they are written under a name of the process that writes them, and take
 * their own when all of it is on the disk.
 */
import {
  closeSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ownFile } from './own-rights'
import { processExists } from './process-exists'
import { whereNumbersCount } from './process-identity'

/** Where a process writes what will be `path`; beside it, so that a rename suffices. */
export const partialPath = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${whereNumbersCount()}.partial`)

/** Waits until what was written of a file is on the disk. */
export function writeThrough(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A file of its owner's with this text, in the place of the one that has its name. @throws the system's error */
export function replaceFile(path: string, text: string): void {
  const partial = partialPath(path)
  try {
    writeFileSync(partial, text, ownFile)
    writeThrough(partial)
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

/** What file systems without hard links answer. */
const withoutLinks = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']

/**
 * Gives a whole file its name, which nothing may have yet: a rename would replace what another process put there in
 * between, a link does not.
 * @param link of Node, for trying what is done without it
 * @throws when something has the name
 */
export function takeName(partial: string, path: string, link: typeof linkSync = linkSync): void {
  try {
    link(partial, path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw taken()
    if (!withoutLinks.includes(code)) throw error
    return reserveName(partial, path)
  }
  rmSync(partial)
}

/** An empty file keeps the name for the moment until the whole one replaces it. */
function reserveName(partial: string, path: string): void {
  try {
    closeSync(openSync(path, 'wx'))
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? taken() : error
  }
  renameSync(partial, path)
}

const taken = (): Error => new Error('it exists already')

/** After this many milliseconds nobody writes any more what another machine or container began. */
const abandonedAfter = 24 * 3_600_000

/** Removes what processes that are gone left behind in a folder. */
export function removeAbandonedPartials(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid, host] = /^\..+\.(\d+)\.([^/]+)\.partial(?:-(?:journal|wal|shm))?$/.exec(name) ?? []
    if (pid === undefined) continue
    const path = join(folder, name)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    const isAbandoned = host === whereNumbersCount() ? !processExists(Number(pid)) : age > abandonedAfter
    if (isAbandoned) rmSync(path, { force: true })
  }
}
