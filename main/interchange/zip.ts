/**
 * Entries of a zip archive in memory, by name, each unpacked only when it is asked for and never to disk. Nothing in it
 * is trusted: sizes are bounded before anything is unpacked, and an entry that unpacks to more than it declares is
 * refused there. A name is a name, and never a path.
 */
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { crc32 } from 'node:zlib'
import { shown } from './shown'

const mostEntries = 4096
const methods = { stored: 0, deflate: 8 }

/** @param problem what is wrong with the archive; without a full stop */
export type ZipFault = (problem: string) => Error

export interface UnpackLimits {
  /** Most bytes that an entry may declare. */
  bytes: number
  /** Most bytes that it may declare for each that it takes in the archive. */
  ratio: number
}

export class ZipArchive {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #fault: ZipFault

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, fault: ZipFault) {
    this.#zip = zip
    this.#entries = entries
    this.#fault = fault
  }

  /** @throws what `fault` makes of an archive that is not whole, is encrypted or has too many entries */
  static async open(bytes: Uint8Array, fault: ZipFault): Promise<ZipArchive> {
    const zip = await opened(bytes).catch(() => { throw fault('its zip archive is cut off or damaged') })
    if (zip.entryCount > mostEntries) throw fault(`its archive has ${zip.entryCount} entries, more than ${mostEntries}`)
    const entries = await directory(zip).catch(() => { throw fault('its zip archive is cut off or damaged') })
    for (const [name, entry] of entries)
      if (entry.isEncrypted()) throw fault(`"${shown(name)}" in its archive is encrypted`)
    return new ZipArchive(zip, entries, fault)
  }

  /** Name and declared bytes of all entries, in the archive's order. */
  get sizes(): ReadonlyMap<string, number> {
    return new Map([...this.#entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize]))
  }

  /** @throws what the fault makes of an entry that is not there, too large or not whole */
  async read(name: string, { bytes, ratio }: UnpackLimits): Promise<Buffer> {
    const entry = this.#entries.get(name)
    if (!entry) throw this.#fault(`its archive has no "${shown(name)}"`)
    const { compressedSize: packed, uncompressedSize: unpacked, compressionMethod: method } = entry
    if (unpacked > bytes) throw this.#fault(`"${shown(name)}" declares ${unpacked} bytes, more than ${bytes}`)
    if (unpacked > ratio * Math.max(1, packed))
      throw this.#fault(`"${shown(name)}" declares ${unpacked} bytes packed into ${packed}, which no model is`)
    if (method !== methods.stored && method !== methods.deflate)
      throw this.#fault(
        `"${shown(name)}" in its archive is packed by method ${method}, which is neither stored nor deflate`
      )
    const data = await unpackedBytes(this.#zip, entry).catch(() => {
      throw this.#fault(
        `"${shown(name)}" in its archive is damaged or unpacks to more than the ${unpacked} bytes that it declares`
      )
    })
    if (data.length !== unpacked || crc32(data) !== entry.crc32)
      throw this.#fault(`"${shown(name)}" in its archive is damaged`)
    return data
  }
}

function opened(bytes: Uint8Array): Promise<ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Sizes are judged here when an entry is read; without decoding, names are not judged as paths.
  const options = { lazyEntries: true, validateEntrySizes: false, decodeStrings: false }
  return new Promise((resolve, reject) => {
    fromBuffer(buffer, options, (error, zip: ZipFile | undefined) => {
      if (zip) resolve(zip)
      else reject(error ?? new Error('it is empty'))
    })
  })
}

function directory(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    zip
      .on('entry', (entry: Entry) => {
        // A name that is not decoded comes as bytes.
        entries.set(Buffer.from(entry.fileName).toString('utf8'), entry)
        zip.readEntry()
      })
      .on('end', () => resolve(entries))
      .on('error', reject)
    zip.readEntry()
  })
}

function unpackedBytes(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      let left = entry.uncompressedSize
      const refuse = (fault: Error): void => {
        stream.destroy()
        reject(fault)
      }
      stream
        .on('data', (chunk: Buffer) => {
          left -= chunk.length
          if (left < 0) refuse(new Error('it unpacks to more than it declares'))
          else chunks.push(chunk)
        })
        .on('end', () => resolve(Buffer.concat(chunks)))
        .on('error', refuse)
    })
  })
}
