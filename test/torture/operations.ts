/** What faults.c wrote down: every operation that reaches a disk, in order. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Operation =
  | { kind: 'write'; file: number; offset: number; bytes: Buffer }
  | { kind: 'truncate'; file: number; length: number }
  | { kind: 'sync'; file: number }
  | { kind: 'sync names' }
  | { kind: 'create'; file: number; path: string }
  | { kind: 'folder'; path: string }
  | { kind: 'remove'; path: string }
  | { kind: 'link' | 'rename'; file: number; path: string; to: string }
  | { kind: 'note'; text: string }

/** What lies in a folder already, as operations that are all on the disk. Files are numbered by their inodes. */
export function before(folder: string): Operation[] {
  const paths = globSync('**/*', { cwd: folder }).map((name) => join(folder, name))
  const made = paths.flatMap((path): Operation[] => {
    const state = statSync(path)
    if (state.isDirectory()) return [{ kind: 'folder', path }]
    const file = state.ino
    return [
      { kind: 'create', file, path }, { kind: 'write', file, offset: 0, bytes: readFileSync(path) },
      { kind: 'sync', file }
    ]
  })
  return [{ kind: 'folder', path: folder }, ...made, { kind: 'sync names' }]
}

/** Each file under a number of its own: a file system gives the inode of one that is gone to another. */
export function numbered(operations: readonly Operation[]): Operation[] {
  const numbers = new Map<number, number>()
  let last = 0
  return operations.map((operation) => {
    if (!('file' in operation)) return operation
    if (operation.kind === 'create' || !numbers.has(operation.file)) numbers.set(operation.file, ++last)
    return { ...operation, file: numbers.get(operation.file) ?? 0 }
  })
}

export function operationsIn(log: string): Operation[] {
  const bytes = readFileSync(log)
  const found: Operation[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at)
    const [kind = '', ...numbers] = bytes.toString('latin1', at, end).split(' ')
    const [file = 0, offset = 0, pathLength = 0, length = 0] = numbers.map(Number)
    const [pathAt, contentAt] = [end + 1, end + 1 + pathLength]
    const content = bytes.subarray(contentAt, contentAt + length)
    found.push(operationOf(kind, file, offset, bytes.toString('utf8', pathAt, contentAt), content))
    at = contentAt + length
  }
  return found
}

function operationOf(kind: string, file: number, offset: number, path: string, bytes: Buffer): Operation {
  switch (kind) {
    case 'W': return { kind: 'write', file, offset, bytes }
    case 'T': return { kind: 'truncate', file, length: offset }
    case 'S': return { kind: 'sync', file }
    case 'D': return { kind: 'sync names' }
    case 'C': return { kind: 'create', file, path }
    case 'M': return { kind: 'folder', path }
    case 'U': case 'X': return { kind: 'remove', path }
    case 'L': return { kind: 'link', file, path, to: bytes.toString('utf8') }
    case 'R': return { kind: 'rename', file, path, to: bytes.toString('utf8') }
    case 'N': return { kind: 'note', text: bytes.toString('utf8') }
    default: throw new Error(`an operation of kind "${kind}"`)
  }
}
