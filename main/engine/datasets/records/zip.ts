/**
 * Entries of a zip archive on disk, each read from front to back without unpacking it to disk or into memory. Nothing
 * in the archive is trusted: an entry that unpacks to another length or checksum than it declares is refused.
 */
import { closeSync, readSync } from 'node:fs'
import { open, type Entry, type ZipFile } from 'yauzl'
import { readChecked, type ByteReader, type Range } from './byte-reader'
import { openFile, stateOf, type Fault } from './fault'

const mostEntries = 4096
const methods = { stored: 0, deflate: 8 }
const localHeader = { bytes: 30, signature: 0x04034b50 }

export class ZipFileEntries {
  readonly #path: string
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #fault: Fault

  private constructor(path: string, entries: ReadonlyMap<string, Entry>, fault: Fault) {
    this.#path = path
    this.#entries = entries
    this.#fault = fault
  }

  /** @throws Failure for what is no whole archive */
  static async open(path: string, fault: Fault): Promise<ZipFileEntries> {
    stateOf(path, fault)
    const zip = await opened(path).catch(() => { throw fault('is not a whole zip archive') })
    try {
      if (zip.entryCount > mostEntries) throw fault(`has more than ${mostEntries} entries`)
      const entries = await directory(zip).catch(() => { throw fault('is not a whole zip archive') })
      return new ZipFileEntries(path, entries, fault)
    } finally {
      zip.close()
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()]
  }

  /** Its bytes, of which there are `bytes` by what it declares. @throws Failure where there is no such entry */
  reader(name: string): { reader: ByteReader; bytes: number } {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw this.#fault(`holds no "${name}"`)
    if (entry.isEncrypted()) throw this.#fault(`holds an encrypted "${name}"`)
    const { compressionMethod: method, uncompressedSize: bytes, crc32: checksum } = entry
    if (method !== methods.stored && method !== methods.deflate)
      throw this.#fault(`holds a "${name}" that is packed by method ${method}, and stored and deflate are read`)
    const fault: Fault = (problem) => this.#fault(`holds a "${name}" that ${problem}`)
    const content = { ...this.#rangeOf(entry, fault), isDeflated: method === methods.deflate, checksum }
    return { reader: readChecked(this.#path, content, fault, bytes), bytes }
  }

  /** An entry begins with a header of its own, whose length stands in it alone. */
  #rangeOf({ relativeOffsetOfLocalHeader: offset, compressedSize: bytes }: Entry, fault: Fault): Range {
    if (bytes === 0) throw fault('is empty')
    const { descriptor, bytes: all } = openFile(this.#path, fault)
    try {
      const head = Buffer.alloc(localHeader.bytes)
      const isThere = readSync(descriptor, head, 0, head.length, offset) === head.length
      if (!isThere || head.readUInt32LE() !== localHeader.signature) throw fault('is not where the archive says')
      const start = offset + head.length + head.readUInt16LE(26) + head.readUInt16LE(28)
      if (start + bytes > all) throw fault('is cut off')
      return { start, bytes }
    } finally {
      closeSync(descriptor)
    }
  }
}

function opened(path: string): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false }
  return new Promise((resolve, reject) => {
    open(path, options, (error, zip: ZipFile | undefined) => {
      if (zip) resolve(zip)
      else reject(error ?? new Error('it is empty'))
    })
  })
}

/** The first of equal names. */
function directory(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>()
    zip
      .on('entry', (entry: Entry) => {
        // A name that is not decoded comes as bytes.
        const name = Buffer.from(entry.fileName).toString('utf8')
        if (!entries.has(name)) entries.set(name, entry)
        zip.readEntry()
      })
      .on('end', () => resolve(entries))
      .on('error', reject)
    zip.readEntry()
  })
}
