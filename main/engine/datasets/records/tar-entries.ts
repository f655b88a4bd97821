/**
 * Where the files of a tar archive lie in it, found by reading the heads of its entries alone. Names and sizes of
 * POSIX' extended headers (pax) count, as Python and macOS write them.
 */
import { readSync } from 'node:fs'
import type { Range } from './byte-reader'
import type { Fault } from './fault'
import { entryOf, tarBlock } from './tar'

const mostEntries = 2 ** 22
const mostExtended = 65_536

export interface PlacedEntry extends Range { name: string }

/** @throws Failure for what no data set's archive contains */
export function* tarEntries(descriptor: number, bytes: number, fault: Fault): Generator<PlacedEntry> {
  const header = Buffer.alloc(tarBlock)
  let extended: Extended = {}
  for (let at = 0, entries = 0; at + tarBlock <= bytes; entries++) {
    if (entries === mostEntries) throw fault(`contains more than ${mostEntries} entries`)
    readSync(descriptor, header, 0, tarBlock, at)
    if (header[0] === 0 && header.every((byte) => byte === 0)) return
    const entry = entryOf(header, fault)
    const start = at + tarBlock
    const size = entry.type === 'x' ? entry.bytes : extended.size ?? entry.bytes
    if (start + size > bytes) throw fault(`declares ${size} bytes for "${entry.name}" and ends before`)
    at = start + Math.ceil(size / tarBlock) * tarBlock
    if (entry.type === 'x') {
      if (size > mostExtended) throw fault(`contains an extended header of ${size} bytes`)
      const content = Buffer.alloc(size)
      readSync(descriptor, content, 0, size, start)
      extended = extendedBy(content.toString('utf8'))
      continue
    }
    if (entry.file) yield { name: extended.path ?? entry.name, start, bytes: size }
    extended = {}
  }
}

interface Extended { path?: string; size?: number }

/** Lines "length key=value"; values of the two keys that matter here hold no new line. */
function extendedBy(text: string): Extended {
  const [, path] = /^\d+ path=(.*)$/m.exec(text) ?? []
  const [, size] = /^\d+ size=(\d{1,15})$/m.exec(text) ?? []
  return { ...path === undefined ? {} : { path }, ...size === undefined ? {} : { size: Number(size) } }
}
