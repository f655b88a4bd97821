/** The file to import and, where a format has several, those beside it. Nothing outside its folder is ever read. */
import { closeSync, existsSync, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { reasonOf } from '../../preload/schema/failure'
import { faultOf, shown, type Fault } from './fault'
import { mostFileBytes } from './limits'

/** Bytes to read a model from, and what is told of them. */
export interface Read {
  name: string
  bytes: Uint8Array
  fault: Fault
  /** Told of each piece that has been read, for whoever waits. */
  onPiece: () => void
}

export interface Source extends Omit<Read, 'onPiece'> {
  /**
   * Bytes of a file in the same folder, which must have exactly this many. @throws Failure for a name that is a path
   */
  beside(name: string, bytes: number): Uint8Array
  /** How many bytes it has. */
  sizeBeside(name: string): number
}

/** @param given a link is followed: the person who names it means the file that it leads to */
export function openSource(given: string): Source {
  const name = basename(given)
  const path = existsSync(given) ? realpathSync(given) : given
  const fault = faultOf(name)
  const neighbour = (file: string): string => {
    if (file === '' || file === '.' || file === '..' || /[/\\:\0]/.test(file))
      throw fault(`it names the file "${shown(file)}", and only names without a path are opened`)
    return join(dirname(path), file)
  }
  return {
    name, fault,
    bytes: readWhole(path, 'the file', fault),
    sizeBeside: (file) => sizeOfFile(neighbour(file), `its file "${shown(file)}"`, fault),
    beside: (file, bytes) => {
      const what = `its file "${shown(file)}"`
      const content = readWhole(neighbour(file), what, fault)
      if (content.length !== bytes) throw fault(`${what} has ${content.length} bytes and should have ${bytes}`)
      return content
    }
  }
}

/** What the system refuses: a name longer than it takes, a file of somebody else. */
function allowed<T>(what: string, fault: Fault, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : reasonOf(error)
    throw fault(`${what} cannot be read (${code})`)
  }
}

/** A link could lead out of the folder. */
function sizeOfFile(path: string, what: string, fault: Fault): number {
  const found = allowed(what, fault, () => lstatSync(path, { throwIfNoEntry: false }))
  if (!found) throw fault(`${what} is not there`)
  if (found.isDirectory()) throw fault(`${what} is a folder`)
  if (!found.isFile()) throw fault(`${what} is not a regular file`)
  if (found.size > mostFileBytes) throw fault(`${what} has ${found.size} bytes, more than ${mostFileBytes}`)
  return found.size
}

function readWhole(path: string, what: string, fault: Fault): Uint8Array {
  sizeOfFile(path, what, fault)
  const file = allowed(what, fault, () => openSync(path, 'r'))
  try {
    const { size } = fstatSync(file)
    if (size === 0) throw fault(`${what} is empty`)
    if (size > mostFileBytes) throw fault(`${what} has ${size} bytes, more than ${mostFileBytes}`)
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size;) {
      const read = readSync(file, bytes, at, size - at, at)
      if (read === 0) throw fault(`${what} ends after ${at} bytes`)
      at += read
    }
    return bytes
  } finally {
    closeSync(file)
  }
}
