/**
 * What lies under a name before SQLite is let near it. SQLite waits for ever for the other end of a pipe, and a journal
 * may name another file of this machine, which SQLite would delete as the journal of a change to several files.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { basename } from 'node:path'
import { Failure, reasonOf } from '../../preload/schema/failure'

/** What SQLite keeps beside a file. */
export const sidecars = ['-wal', '-shm', '-journal'] as const

/** Bytes of SQLite's header. */
const headBytes = 100

/** The last eight bytes of a journal that names another file. */
const namesAnother = Buffer.from('d9d505f920a163d7', 'hex')

/** The beginning of a file, and how many bytes it has. */
export interface Head { bytes: Buffer; size: number }

/** Follows links. @returns undefined where nothing is @throws Failure where a link leads round in a circle, say */
export function stateAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** @param missing the sentence where nothing is there. @throws Failure when it is no file, or cannot be read */
export function headOf(path: string, missing: string, called = basename(path)): Head {
  const state = stateAt(path)
  if (state === undefined) throw new Failure(missing)
  if (!state.isFile()) throw new Failure(`${called} is not a file, so it cannot be a run.`)
  return reading(path, (file, size) => ({ bytes: bytesAt(file, 0, Math.min(headBytes, size)), size }))
}

/**
 * Nothing beside the file may be anything but a file, and no journal may name another.
 * @throws Failure that says which
 */
export function demandPlainBeside(path: string): void {
  for (const suffix of sidecars) {
    const state = stateAt(path + suffix)
    if (state === undefined) continue
    const name = basename(path + suffix)
    if (!state.isFile())
      throw new Failure(`${name} is not a file, so ${basename(path)} cannot be read; remove ${name}.`)
    if (suffix === '-journal' && endOf(path + suffix).equals(namesAnother))
      throw new Failure(`${name} names another file, as no journal of Maskscope does; remove ${name}.`)
  }
}

const endOf = (path: string): Buffer =>
  reading(path, (file, size) => bytesAt(file, Math.max(0, size - namesAnother.length), namesAnother.length))

/** A pipe that took the file's place meanwhile is not waited for. */
function reading<T>(path: string, read: (file: number, size: number) => T): T {
  let file: number | null = null
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    return read(file, fstatSync(file).size)
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    if (file !== null) closeSync(file)
  }
}

function bytesAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, from))
}

function unreadable(path: string, error: unknown): Failure {
  const reason = reasonOf(error)
  return new Failure(`${basename(path)} cannot be read (${reason}); see that its file is there and may be read.`)
}
