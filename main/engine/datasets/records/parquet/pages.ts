/** The pages of a column: found by their heads once, and unpacked one at a time. */
import { readSync } from 'node:fs'
import type { Fault } from '../fault'
import type { ColumnChunk } from './footer'
import { runsAndBits } from './levels'
import { ThriftReader, type ThriftStruct } from './thrift'
import { unpacked, unreadPacking } from './unpack'

const mostPageBytes = 2 ** 29
/** Enough for a head without statistics, and for one whose statistics repeat whole values. */
const headBytes = [2 ** 10, 2 ** 22] as const
const kinds = { data: 0, dictionary: 2, dataV2: 3 }
const encodings = { plain: 0, plainDictionary: 2, levels: 3, dictionary: 8 }

export interface Page {
  chunk: ColumnChunk
  start: number
  bytes: number
  unpackedBytes: number
  values: number
  encoding: number
  /** Of a page of the second version, whose levels are never packed. */
  levels: { bytes: number; isRestPacked: boolean } | null
}

export interface ChunkPages { dictionary: Page | null; data: readonly Page[] }

/** @throws Failure for pages that are not where they should be, too large, or packed in a way that is not read */
export function pagesOf(descriptor: number, chunk: ColumnChunk, fault: Fault): ChunkPages {
  const unread = unreadPacking(chunk.codec)
  if (unread !== null)
    throw fault(`packs its pages by ${unread}, and Snappy, gzip, Brotli and Zstandard are read`)
  const data: Page[] = []
  let dictionary: Page | null = null
  let values = 0
  const end = chunk.start + chunk.bytes
  for (let at = chunk.start; at < end && values < chunk.rows;) {
    const { head, bytes: length } = headAt(descriptor, at, end, fault)
    const { kind, page } = pageIn(head, chunk, at + length, end, fault)
    at = page.start + page.bytes
    if (kind === kinds.dictionary) dictionary = page
    if (kind !== kinds.data && kind !== kinds.dataV2) continue
    data.push(page)
    values += page.values
  }
  if (values !== chunk.rows) throw fault(`holds ${values} values in a column of ${chunk.rows} rows`)
  return { dictionary, data }
}

function headAt(descriptor: number, at: number, end: number, fault: Fault): { head: ThriftStruct; bytes: number } {
  let problem = 'it ends too early'
  for (const most of headBytes) {
    const bytes = Buffer.alloc(Math.min(most, end - at))
    const reader = new ThriftReader(bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, at)))
    try {
      return { head: reader.struct(), bytes: reader.position }
    } catch (error) {
      problem = (error as Error).message
    }
  }
  throw fault(`has a page whose head is damaged (${problem})`)
}

function pageIn(
  head: ThriftStruct, chunk: ColumnChunk, start: number, end: number, fault: Fault
): { kind: number; page: Page } {
  try {
    const [kind, unpackedBytes, bytes] = [head.whole(1), head.whole(2), head.whole(3)]
    if (bytes < 0 || bytes > end - start) throw new Error('it goes beyond its column')
    if (unpackedBytes < 0 || unpackedBytes > mostPageBytes)
      throw new Error(`it declares ${unpackedBytes} bytes, and at most ${mostPageBytes} may be`)
    const own = { chunk, start, bytes, unpackedBytes }
    const told = { [kinds.data]: 5, [kinds.dictionary]: 7, [kinds.dataV2]: 8 }[kind]
    // Other kinds, such as an index, are passed over.
    if (told === undefined) return { kind, page: { ...own, values: 0, encoding: encodings.plain, levels: null } }
    const more = head.struct(told)
    const values = more.whole(1)
    if (values < 0 || values > chunk.rows) throw new Error(`it declares ${values} values of ${chunk.rows} rows`)
    const encoding = more.whole(kind === kinds.dataV2 ? 4 : 2)
    return { kind, page: { ...own, values, encoding, levels: kind === kinds.dataV2 ? levelsIn(more, bytes) : null } }
  } catch (error) {
    throw fault(`has a page whose head is damaged (${(error as Error).message})`)
  }
}

function levelsIn(told: ThriftStruct, most: number): Page['levels'] {
  const bytes = told.whole(5)
  if (bytes < 0 || bytes > most || told.wholeOr(6, 0) !== 0) throw new Error('its levels are longer than it')
  return { bytes, isRestPacked: told.flag(7) ?? true }
}

/** What a page holds: of each row the number of its value, or -1 where it has none, and the values as they lie. */
export interface PageContent { places: Int32Array; encoding: 'plain' | 'dictionary'; values: Buffer }

/** @throws Error for what is damaged */
export function contentOf(descriptor: number, page: Page): PageContent {
  const packed = packedBytes(descriptor, page)
  const { column, codec } = page.chunk
  const width = 32 - Math.clz32(column.levels)
  const { levels, values } = page.levels === null
    ? levelsBefore(unpacked(codec, packed, page.unpackedBytes), width)
    : {
        levels: packed.subarray(0, page.levels.bytes),
        values: page.levels.isRestPacked
          ? unpacked(codec, packed.subarray(page.levels.bytes), page.unpackedBytes - page.levels.bytes)
          : packed.subarray(page.levels.bytes)
      }
  const places = new Int32Array(page.values)
  const found = column.levels === 0 ? null : runsAndBits(levels, width, page.values)
  let next = 0
  for (let row = 0; row < page.values; row++)
    places[row] = found === null || found[row] === column.levels ? next++ : -1
  if (page.encoding === encodings.plain) return { places, encoding: 'plain', values }
  if (page.encoding === encodings.dictionary || page.encoding === encodings.plainDictionary)
    return { places, encoding: 'dictionary', values }
  throw new Error(`its values are written in a way that is not read, number ${page.encoding}`)
}

/** A page of the first version begins with its levels and their length, where its column may lack values. */
function levelsBefore(all: Buffer, width: number): { levels: Buffer; values: Buffer } {
  if (width === 0) return { levels: all.subarray(0, 0), values: all }
  const length = all.readUInt32LE()
  if (length > all.length - 4) throw new Error('a page ends too early')
  return { levels: all.subarray(4, 4 + length), values: all.subarray(4 + length) }
}

/** What stands in a dictionary, one value after the other. */
export const dictionaryOf = (descriptor: number, page: Page): Buffer =>
  unpacked(page.chunk.codec, packedBytes(descriptor, page), page.unpackedBytes)

function packedBytes(descriptor: number, { bytes, start }: Page): Buffer {
  const packed = Buffer.alloc(bytes)
  if (readSync(descriptor, packed, 0, bytes, start) < bytes) throw new Error('a page is cut off')
  return packed
}
