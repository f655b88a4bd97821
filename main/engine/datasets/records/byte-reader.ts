/**
 * Reads a file from front to back in pieces of known length, unpacked on the way, and never holds more than a piece.
 * `limit` bounds what comes out of an archive, whatever it declares: a few kilobytes can unpack to gigabytes.
 */
import { closeSync, createReadStream, readSync } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { crc32, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { openFile, type Fault } from './fault'

export interface Range { start: number; bytes: number }

export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #fault: Fault
  readonly #limit: number
  #pending: Uint8Array[] = []
  #available = 0
  #received = 0
  /** Bytes taken so far. */
  position = 0

  constructor(chunks: AsyncIterable<Uint8Array>, fault: Fault, limit: number) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#fault = fault
    this.#limit = limit
  }

  /** Exactly `length` bytes. @throws Failure when fewer are left */
  async take(length: number): Promise<Buffer> {
    while (this.#available < length) {
      if (!await this.#receive()) throw this.#fault(`ends after ${this.position + this.#available} bytes`)
    }
    const taken = Buffer.allocUnsafe(length)
    for (let at = 0; at < length;) {
      const [first] = this.#pending
      const part = first.subarray(0, length - at)
      taken.set(part, at)
      at += part.length
      if (part.length === first.length) this.#pending.shift()
      else this.#pending[0] = first.subarray(part.length)
    }
    this.#available -= length
    this.position += length
    return taken
  }

  async skip(length: number): Promise<void> {
    const piece = 1 << 16
    for (let left = length; left > 0; left -= piece) await this.take(Math.min(left, piece))
  }

  /** @throws Failure when there is anything left */
  async demandEnd(): Promise<void> {
    if (this.#available > 0 || await this.#receive()) throw this.#fault(`goes on after ${this.position} bytes`)
  }

  async atEnd(): Promise<boolean> {
    return this.#available === 0 && !await this.#receive()
  }

  /** Lets go of the file, wherever reading stands. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #receive(): Promise<boolean> {
    const { value, done } = await this.#next()
    if (done === true) return false
    this.#received += value.length
    if (this.#received > this.#limit) throw this.#fault(`unpacks to more than ${this.#limit} bytes`)
    this.#pending.push(value)
    this.#available += value.length
    return value.length > 0 || this.#receive()
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next() as IteratorResult<Uint8Array>
    } catch (error) {
      throw this.#fault(`cannot be unpacked (${(error as Error).message})`)
    }
  }
}

const gzipMagic = 0x1f8b

/** Whether a file begins as gzip does. */
export function isGzip(path: string, fault: Fault): boolean {
  const { descriptor } = openFile(path, fault)
  try {
    const first = Buffer.alloc(2)
    readSync(descriptor, first, 0, 2, 0)
    return first.readUInt16BE(0) === gzipMagic
  } finally {
    closeSync(descriptor)
  }
}

/** A whole file, unpacked when it is gzip. */
export function readFileBytes(path: string, fault: Fault, limit: number): ByteReader {
  const isPacked = isGzip(path, fault)
  const open = (): AsyncIterable<Uint8Array> => {
    const stream = createReadStream(path)
    return isPacked ? unpacked(stream, createGunzip()) : stream
  }
  return new ByteReader(onceAsked(open), fault, limit)
}

/** A stream that nobody began to read is not closed by closing its iterator, so it is opened then only. */
async function* onceAsked(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* open()
}

/** A part of a file that holds zlib data. */
export function readInflated(path: string, { start, bytes }: Range, fault: Fault, limit: number): ByteReader {
  return new ByteReader(
    unpacked(createReadStream(path, { start, end: start + bytes - 1 }), createInflate()),
    fault,
    limit
  )
}

/** A part of a file whose bytes, unpacked where they are deflated, have to have a checksum (CRC-32) at their end. */
export function readChecked(
  path: string, { start, bytes, isDeflated, checksum }: Range & { isDeflated: boolean; checksum: number },
  fault: Fault, limit: number
): ByteReader {
  const open = (): AsyncIterable<Uint8Array> => {
    const stream = createReadStream(path, { start, end: start + bytes - 1 })
    return isDeflated ? unpacked(stream, createInflateRaw()) : stream
  }
  return new ByteReader(checked(open, checksum), fault, limit)
}

async function* checked(open: () => AsyncIterable<Uint8Array>, expected: number): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const chunk of open()) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== expected) throw new Error('its checksum is another')
}

/** A part of a file as it is. */
export function readRange(path: string, { start, bytes }: Range, fault: Fault): ByteReader {
  return new ByteReader(createReadStream(path, { start, end: start + bytes - 1 }), fault, bytes)
}

function unpacked<T extends NodeJS.ReadWriteStream>(stream: Readable, unpack: T): T & AsyncIterable<Uint8Array> {
  // Errors reach whoever reads `unpack`.
  pipeline(stream, unpack, () => undefined)
  return unpack as T & AsyncIterable<Uint8Array>
}
