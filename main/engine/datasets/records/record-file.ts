/**
 * Our own form of a data set on disk, made once from the official files: every image the same number of bytes, so that
 * any batch is read by position and memory does not grow with the number of images.
 *
 *     64 bytes   "MASKDATA", then uint32 little-endian: version, bytes per value (1 or 4), height, width, channels,
 * count
 *     count × height × width × channels values   uint8, or float32 little-endian
 *     count × int32   labels
 */
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure } from '../../../../preload/schema/failure'
import { makeFolder } from '../../../files/make-folder'
import { ownFile, ownFolder } from '../../../files/own-rights'
import { sizeOf, type ImageShape } from '../dataset'

const magic = 'MASKDATA'
const version = 1
const headerBytes = 64
/** Labels that fit no class mark what has not been written. */
const unwritten = -1

export type ValueBytes = 1 | 4

export interface RecordLayout { shape: ImageShape; valueBytes: ValueBytes; count: number }

function headerOf({ shape, valueBytes, count }: RecordLayout): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.write(magic, 'latin1')
  ;[version, valueBytes, ...shape, count].forEach((value, i) => header.writeUInt32LE(value, magic.length + 4 * i))
  return header
}

const bytesPerRecord = ({ shape, valueBytes }: Pick<RecordLayout, 'shape' | 'valueBytes'>): number =>
  sizeOf(shape) * valueBytes

function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at)
}

function readFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(descriptor, bytes, at, bytes.length - at, position + at)
    if (read === 0)
      throw new Failure('A prepared data file was cut short while it was read; start again and it is made afresh.')
    at += read
  }
}

/** Writes records in any order. */
export class RecordWriter {
  readonly layout: RecordLayout
  readonly #descriptor: number
  readonly #labels: Int32Array
  #recordsWritten = 0

  constructor(descriptor: number, layout: RecordLayout) {
    this.layout = layout
    this.#descriptor = descriptor
    this.#labels = new Int32Array(layout.count).fill(unwritten)
  }

  /** `values`: whole records, from record `first` on. */
  write(first: number, values: Uint8Array): void {
    const size = bytesPerRecord(this.layout)
    this.#recordsWritten += values.length / size
    writeFully(this.#descriptor, values, headerBytes + first * size)
  }

  label(index: number, label: number): void {
    this.#labels[index] = label
  }

  finish(): void {
    const { count } = this.layout
    if (this.#recordsWritten !== count || this.#labels.includes(unwritten))
      throw new Error('a prepared data file was left with gaps')
    writeFully(this.#descriptor, new Uint8Array(this.#labels.buffer), headerBytes + count * bytesPerRecord(this.layout))
    writeFully(this.#descriptor, headerOf(this.layout), 0)
  }
}

/**
 * Makes a record file under a temporary name, and renames it when it is whole.
 * @param fill is given what begins the file once its layout is known
 * @throws Failure when it cannot be made; nothing is left behind then
 */
export async function buildRecordFile(
  path: string,
  fill: (begin: (layout: RecordLayout) => RecordWriter) => Promise<void>
): Promise<void> {
  const temporary = `${path}.${process.pid}.partial`
  let descriptor: number | null = null
  try {
    makeFolder(dirname(path), ownFolder)
    const open = (descriptor = openSync(temporary, 'w', ownFile.mode))
    let writer: RecordWriter | null = null
    await fill((layout) => (writer = new RecordWriter(open, layout)))
    if (writer === null) throw new Error('a prepared data file was never begun')
    ;(writer as RecordWriter).finish()
    renameSync(temporary, path)
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error) || !('code' in error)) throw error
    throw new Failure(
      `The prepared data file ${path} could not be written (${error.message}); choose another store with --store.`
    )
  } finally {
    if (descriptor !== null) closeSync(descriptor)
    if (existsSync(temporary)) rmSync(temporary)
  }
}

/** Reads records by position. */
export class RecordFile {
  readonly layout: RecordLayout
  /** [count]. */
  readonly labels: Int32Array
  readonly #descriptor: number

  private constructor(descriptor: number, layout: RecordLayout) {
    this.layout = layout
    this.#descriptor = descriptor
    this.labels = new Int32Array(layout.count)
    readFully(descriptor, new Uint8Array(this.labels.buffer), headerBytes + layout.count * bytesPerRecord(layout))
  }

  /** Null when there is no whole record file of this shape there. */
  static open(path: string, shape: ImageShape, valueBytes: ValueBytes): RecordFile | null {
    if (!existsSync(path)) return null
    const descriptor = openSync(path, 'r')
    const header = Buffer.alloc(headerBytes)
    readSync(descriptor, header, 0, headerBytes, 0)
    const layout = { shape, valueBytes, count: header.readUInt32LE(magic.length + 20) }
    const bytes = headerBytes + layout.count * (bytesPerRecord(layout) + 4)
    if (header.equals(headerOf(layout)) && fstatSync(descriptor).size === bytes)
      return new RecordFile(descriptor, layout)
    closeSync(descriptor)
    return null
  }

  get count(): number {
    return this.layout.count
  }

  /** Records with these indices, one after the other; consecutive ones are one read. */
  readBytes(indices: Int32Array): Uint8Array {
    const size = bytesPerRecord(this.layout)
    const bytes = new Uint8Array(indices.length * size)
    for (let from = 0; from < indices.length;) {
      let to = from + 1
      while (to < indices.length && indices[to] === indices[to - 1] + 1) to++
      readFully(this.#descriptor, bytes.subarray(from * size, to * size), headerBytes + indices[from] * size)
      from = to
    }
    return bytes
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
