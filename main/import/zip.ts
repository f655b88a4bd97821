/**
 * Entries of a zip archive, by name, each unpacked only when it is asked for and never to disk. From the end: a
 * directory of entries (name, method, sizes, checksum, position), each pointing to a header before its data. Methods 0
 * (stored) and 8 (deflate). An entry that unpacks to more than it declares stops where it does.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { shown, type Fault } from './fault'

const endBytes = 22
const longestComment = 65_535
const mostEntries = 4096
/** Deflate cannot do better than 1,032; a model's weights and settings do not reach 100. */
const mostRatio = 200

interface Entry { name: string; method: number; checksum: number; packed: number; unpacked: number; position: number }

export class ZipArchive {
  readonly #bytes: Buffer
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #fault: Fault

  constructor(bytes: Uint8Array, fault: Fault) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#fault = fault
    this.#entries = new Map(this.#directory().map((entry) => [entry.name, entry]))
  }

  /** @param limit most bytes that it may unpack to. @throws Failure when it is not there or not whole */
  read(name: string, limit: number): Uint8Array {
    const entry = this.#entries.get(name)
    if (!entry) throw this.#fault(`its archive has no "${name}"`)
    if (entry.unpacked > limit) throw this.#fault(`"${name}" declares ${entry.unpacked} bytes, more than ${limit}`)
    if (entry.unpacked > mostRatio * Math.max(1, entry.packed))
      throw this.#fault(`"${name}" declares ${entry.unpacked} bytes packed into ${entry.packed}, which no model is`)
    const data = this.#unpack(entry)
    if (data.length !== entry.unpacked || crc32(data) !== entry.checksum)
      throw this.#fault(`"${name}" in its archive is damaged`)
    return data
  }

  #unpack({ name, method, packed, unpacked, position }: Entry): Uint8Array {
    if (position + 30 > this.#bytes.length || this.#bytes.readUInt32LE(position) !== 0x04034b50) throw this.#damaged()
    const start = position + 30 + this.#bytes.readUInt16LE(position + 26) + this.#bytes.readUInt16LE(position + 28)
    if (start + packed > this.#bytes.length) throw this.#damaged()
    const data = this.#bytes.subarray(start, start + packed)
    if (method === 0) return data
    if (method !== 8)
      throw this.#fault(`"${name}" in its archive is packed by method ${method}, which is neither stored nor deflate`)
    try {
      return inflateRawSync(data, { maxOutputLength: Math.max(1, unpacked) })
    } catch {
      throw this.#fault(
        `"${name}" in its archive is damaged or unpacks to more than the ${unpacked} bytes that it declares`
      )
    }
  }

  #directory(): Entry[] {
    const end = this.#end()
    const count = this.#bytes.readUInt16LE(end + 10)
    let at = this.#bytes.readUInt32LE(end + 16)
    if (count > mostEntries) throw this.#fault(`its archive has ${count} entries, more than ${mostEntries}`)
    return Array.from({ length: count }, () => {
      const bytes = this.#bytes
      if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) throw this.#damaged()
      const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
      const entry = {
        name: bytes.toString('utf8', at + 46, Math.min(end, at + 46 + name)),
        method: bytes.readUInt16LE(at + 10),
        checksum: bytes.readUInt32LE(at + 16),
        packed: bytes.readUInt32LE(at + 20),
        unpacked: bytes.readUInt32LE(at + 24),
        position: bytes.readUInt32LE(at + 42)
      }
      if ((bytes.readUInt16LE(at + 8) & 1) !== 0)
        throw this.#fault(`"${shown(entry.name)}" in its archive is encrypted`)
      at += 46 + name + extra + comment
      return entry
    })
  }

  /** Where the record at the end begins; a comment may follow it. */
  #end(): number {
    for (
      let at = this.#bytes.length - endBytes;
      at >= Math.max(0, this.#bytes.length - endBytes - longestComment);
      at--
    ) {
      if (this.#bytes.readUInt32LE(at) === 0x06054b50) return at
    }
    throw this.#damaged()
  }

  #damaged(): Error {
    return this.#fault('its zip archive is cut off or damaged')
  }
}
