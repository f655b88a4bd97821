/** The footer of a Parquet file: its columns, where their parts lie, and what its writer noted. */
import { readSync } from 'node:fs'
import type { Fault } from '../fault'
import { ThriftReader, type ThriftStruct } from './thrift'

const mostFooterBytes = 2 ** 26
const mostRows = 2 ** 24
const tailBytes = 8
const repeated = 2
const required = 0

export const physicalTypes = { int32: 1, int64: 2, bytes: 6 } as const

/** A column of values; `levels` counts the optional ones of itself and what it lies in. */
export interface LeafColumn { path: readonly string[]; type: number; levels: number; isRepeated: boolean }

/** One column of one row group. */
export interface ColumnChunk { column: LeafColumn; codec: number; rows: number; start: number; bytes: number }

export interface Footer {
  columns: readonly LeafColumn[]
  /** Of each row group the chunks in the order of the columns. */
  groups: readonly { rows: number; chunks: readonly ColumnChunk[] }[]
  notes: ReadonlyMap<string, string>
}

/** @throws Failure for what is no Parquet file, cut off, or encrypted */
export function readFooter(descriptor: number, bytes: number, fault: Fault): Footer {
  const tail = Buffer.alloc(tailBytes)
  if (bytes < tailBytes + 4 || readSync(descriptor, tail, 0, tailBytes, bytes - tailBytes) < tailBytes)
    throw fault('is cut off, or no Parquet file')
  const magic = tail.toString('latin1', 4)
  if (magic === 'PARE') throw fault('is encrypted')
  if (magic !== 'PAR1') throw fault('is cut off, or no Parquet file')
  const length = tail.readUInt32LE()
  if (length > bytes - tailBytes - 4) throw fault(`declares a footer of ${length} bytes and has ${bytes}`)
  if (length > mostFooterBytes) throw fault(`declares a footer of ${length} bytes, more than ${mostFooterBytes}`)
  const footer = Buffer.alloc(length)
  readSync(descriptor, footer, 0, length, bytes - tailBytes - length)
  try {
    return footerOf(new ThriftReader(footer).struct(), bytes)
  } catch (error) {
    throw fault(`has a footer that is damaged (${(error as Error).message})`)
  }
}

function footerOf(told: ThriftStruct, bytes: number): Footer {
  const columns = leavesOf(told.structs(2))
  const groups = told.structs(4).map((group) => {
    const rows = within(group.whole(3), mostRows)
    const chunks = group.structs(1).map((chunk, i) => chunkOf(chunk, columns[i], rows, bytes))
    if (chunks.length !== columns.length) throw new Error('a row group lacks columns')
    return { rows, chunks }
  })
  within(groups.reduce((sum, { rows }) => sum + rows, 0), mostRows)
  const notes = told.structs(5).map((note): [string, string] => [note.text(1) ?? '', note.text(2) ?? ''])
  return { columns, groups, notes: new Map(notes) }
}

function within(value: number, most: number): number {
  if (value < 0 || value > most) throw new Error(`it declares ${value} where at most ${most} may be`)
  return value
}

/** The schema is a tree, written root first, each node with the number of its children. */
function leavesOf(elements: readonly ThriftStruct[]): LeafColumn[] {
  const leaves: LeafColumn[] = []
  let next = 1
  const walk = (children: number, path: readonly string[], levels: number, isRepeated: boolean): void => {
    if (path.length > 16) throw new Error('its columns are nested too deeply')
    for (let child = 0; child < children; child++) {
      const element = elements[next++]
      if (element === undefined) throw new Error('its schema ends too early')
      const repetition = element.wholeOr(3, required)
      const own = {
        path: [...path, element.text(4) ?? ''],
        levels: levels + (repetition === required ? 0 : 1),
        isRepeated: isRepeated || repetition === repeated
      }
      const inside = element.wholeOr(5, 0)
      if (inside > 0) walk(inside, own.path, own.levels, own.isRepeated)
      else leaves.push({ ...own, type: element.wholeOr(1, -1) })
    }
  }
  walk(elements[0]?.wholeOr(5, 0) ?? 0, [], 0, false)
  return leaves
}

function chunkOf(chunk: ThriftStruct, column: LeafColumn | undefined, rows: number, bytes: number): ColumnChunk {
  if (column === undefined) throw new Error('a row group has more columns than the schema')
  if (chunk.has(8)) throw new Error('its columns are encrypted')
  if (chunk.text(1) !== null) throw new Error('its values lie in another file')
  const told = chunk.struct(3)
  const data = told.whole(9)
  // Some writers tell 0 where there is no dictionary.
  const dictionary = told.wholeOr(11, 0)
  const start = dictionary > 0 && dictionary < data ? dictionary : data
  const length = told.whole(7)
  if (start < 0 || length < 0 || start + length > bytes) throw new Error('a column goes beyond the file')
  return { column, codec: told.whole(4), rows, start, bytes: length }
}
