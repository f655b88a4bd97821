/**
 * Whether the pages that describe a file's tables form a tree. SQLite reads them before anything else and believes
 * them: pages that refer to each other over and over keep it reading for ever, before any statement of ours.
 *
 * Pages that stand in a write-ahead log are not seen here; such a file is read first by a process that can be ended.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** More than describe any file of ours. */
const mostPages = 200

/** The kinds of pages of a table's tree, in the first byte of their heads. */
const [interior, leaf] = [0x05, 0x0d]

/** The first page begins with the file's header. */
const headerBytes = 100

/** @throws an error when a page is met a second time, or is none of such a tree */
export function demandSchemaTree(path: string): void {
  const file = openSync(path, 'r')
  try {
    walk(file, fstatSync(file).size)
  } finally {
    closeSync(file)
  }
}

function walk(file: number, size: number): void {
  const stated = page(file, 0, headerBytes).readUInt16BE(16)
  // What one cannot stand for in two bytes.
  const pageBytes = stated === 1 ? 65_536 : stated
  const met = new Set<number>()
  const left = [1]
  for (let number = left.pop(); number !== undefined; number = left.pop()) {
    if (met.has(number) || met.size === mostPages || number < 1 || number * pageBytes > size) throw notATree()
    met.add(number)
    left.push(...childrenOf(page(file, (number - 1) * pageBytes, pageBytes), number === 1 ? headerBytes : 0))
  }
}

/** @param at where the page's head begins */
function childrenOf(bytes: Buffer, at: number): number[] {
  if (bytes[at] === leaf) return []
  if (bytes[at] !== interior) throw notATree()
  const cells = bytes.readUInt16BE(at + 3)
  if (at + 12 + 2 * cells > bytes.length) throw notATree()
  const children = Array.from({ length: cells }, (_, cell) => {
    const place = bytes.readUInt16BE(at + 12 + 2 * cell)
    if (place + 4 > bytes.length) throw notATree()
    return bytes.readUInt32BE(place)
  })
  return [...children, bytes.readUInt32BE(at + 8)]
}

function page(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  if (readSync(file, bytes, 0, length, from) < length) throw notATree()
  return bytes
}

const notATree = (): Error => new Error('the pages that describe its tables do not fit together')
