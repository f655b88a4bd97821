/**
 * MATLAB level 5 MAT-files, as far as data sets need: numeric matrices, little-endian, plain or zlib-compressed.
 *
 *     128 bytes   116 of text, 8 of subsystem, uint16 version 0x0100, "IM" (little-endian)
 *     elements    uint32 type, uint32 bytes, then the bytes padded to 8; when the upper half of the first word is not
 *                 zero it is the number of bytes, the lower half the type, and the data are the next 4 bytes
 *     type 15     zlib data of one element
 *     type 14     a matrix: elements array flags (the first byte is its class), dimensions, name, values
 *
 * Values are column-major, and may be stored in a smaller type than the matrix's class.
 */
import { closeSync, readSync } from 'node:fs'
import { readInflated, readRange, type ByteReader } from './byte-reader'
import { openFile, type Fault } from './fault'

const headerBytes = 128
const miMatrix = 14
const miCompressed = 15
/** Sparse, cell, structure and character arrays have other classes. */
const numericClasses = { from: 6, to: 15 }
const mostElements = 16
const mostDimensions = 8
const longestName = 63

interface Tag { type: number; bytes: number; small: Buffer | null }
export interface MatrixHead { name: string; dimensions: number[]; valueType: number; valueBytes: number }

const readers: Record<number, { bytes: number; read: (buffer: Buffer, at: number) => number }> = {
  1: { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  2: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  3: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  4: { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  5: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  6: { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  9: { bytes: 8, read: (buffer, at) => buffer.readDoubleLE(at) }
}
export const unsignedByte = 2

/** The values of a matrix, one after the other, from front to back. */
export class MatrixValues {
  readonly #reader: ByteReader
  readonly #tag: Tag
  readonly #type: { bytes: number; read: (buffer: Buffer, at: number) => number }
  #at = 0

  constructor(reader: ByteReader, tag: Tag, type: { bytes: number; read: (buffer: Buffer, at: number) => number }) {
    this.#reader = reader
    this.#tag = tag
    this.#type = type
  }

  async bytes(length: number): Promise<Buffer> {
    const { small } = this.#tag
    if (small === null) return this.#reader.take(length)
    this.#at += length
    return small.subarray(this.#at - length, this.#at)
  }

  async numbers(count: number): Promise<number[]> {
    const { bytes, read } = this.#type
    const buffer = await this.bytes(count * bytes)
    return Array.from({ length: count }, (_, i) => read(buffer, i * bytes))
  }
}

async function readTag(reader: ByteReader): Promise<Tag> {
  const head = await reader.take(8)
  const word = head.readUInt32LE()
  if (word >>> 16 !== 0) return { type: word & 0xffff, bytes: Math.min(4, word >>> 16), small: head.subarray(4) }
  return { type: word, bytes: head.readUInt32LE(4), small: null }
}

const padding = ({ bytes, small }: Tag): number => (small === null ? (8 - bytes % 8) % 8 : 0)

/** A short element of the head, whole. */
async function readShort(reader: ByteReader, type: number, most: number, fault: Fault): Promise<Buffer> {
  const tag = await readTag(reader)
  if (tag.type !== type || tag.bytes > most) throw fault('holds a matrix whose head cannot be read')
  if (tag.small !== null) return tag.small.subarray(0, tag.bytes)
  const content = await reader.take(tag.bytes)
  await reader.skip(padding(tag))
  return content
}

/** Reads a matrix whose tag has been read; `visit` must take all of its values. */
async function readMatrix(
  reader: ByteReader,
  declared: number,
  fault: Fault,
  visit: (head: MatrixHead, values: MatrixValues) => Promise<void>
): Promise<void> {
  const start = reader.position
  const flags = await readShort(reader, 6, 8, fault)
  const dimensions = await readShort(reader, 5, 4 * mostDimensions, fault)
  const name = (await readShort(reader, 1, longestName, fault)).toString('latin1')
  if (flags[0] < numericClasses.from || flags[0] > numericClasses.to)
    throw fault(`holds "${name}", which is not a matrix of numbers`)
  const tag = await readTag(reader)
  const type = readers[tag.type] as (typeof readers)[number] | undefined
  const sizes = Array.from({ length: dimensions.length / 4 }, (_, i) => dimensions.readInt32LE(4 * i))
  const count = sizes.reduce((product, size) => product * size, 1)
  if (!type || sizes.some((size) => size < 0) || tag.bytes !== count * type.bytes)
    throw fault(`declares ${tag.bytes} bytes for "${name}" of ${sizes.join('×')}`)
  await visit(
    { name, dimensions: sizes, valueType: tag.type, valueBytes: tag.bytes },
    new MatrixValues(reader, tag, type)
  )
  await reader.skip(padding(tag))
  if (reader.position - start !== declared)
    throw fault(`declares ${declared} bytes for the matrix "${name}", which has ${reader.position - start}`)
}

interface Element { type: number; start: number; bytes: number }

/** The file's own elements; each must lie within it. */
function elementsOf(path: string, fault: Fault): Element[] {
  const { descriptor, bytes: size } = openFile(path, fault)
  try {
    const head = Buffer.alloc(headerBytes)
    if (readSync(descriptor, head, 0, headerBytes, 0) < headerBytes) throw fault(`ends after ${size} bytes`)
    if (head.readUInt16LE(124) !== 0x100 || head.toString('latin1', 126) !== 'IM')
      throw fault('does not begin as a MAT-file of version 5 does')
    const elements: Element[] = []
    const tag = Buffer.alloc(8)
    for (let at = headerBytes; at < size;) {
      if (elements.length === mostElements) throw fault(`holds more than ${mostElements} elements`)
      if (readSync(descriptor, tag, 0, 8, at) < 8) throw fault(`ends after ${size} bytes`)
      const element = { type: tag.readUInt32LE(), start: at + 8, bytes: tag.readUInt32LE(4) }
      if (element.start + element.bytes > size) throw fault(`ends after ${size} bytes`)
      elements.push(element)
      at = element.start + element.bytes
    }
    return elements
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Visits every matrix of a file in its order.
 * @param limit most bytes that a matrix may unpack to
 */
export async function readMatrices(
  path: string,
  limit: number,
  fault: Fault,
  visit: (head: MatrixHead, values: MatrixValues) => Promise<void>
): Promise<void> {
  for (const element of elementsOf(path, fault)) {
    const compressed = element.type === miCompressed
    if ((!compressed && element.type !== miMatrix) || element.bytes === 0)
      throw fault(`holds an element of the unknown type ${element.type}`)
    const reader = compressed ? readInflated(path, element, fault, limit) : readRange(path, element, fault)
    try {
      const declared = compressed ? await readTag(reader) : { type: miMatrix, bytes: element.bytes }
      if (declared.type !== miMatrix || declared.bytes > limit)
        throw fault(`declares an element of ${declared.bytes} bytes`)
      await readMatrix(reader, declared.bytes, fault, visit)
      await reader.demandEnd()
    } finally {
      await reader.close()
    }
  }
}
