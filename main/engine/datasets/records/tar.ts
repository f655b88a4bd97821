/**
 * Entries of a .tar.gz, one after the other, nothing unpacked to disk. Ustar: a 512-byte header (name at 0, size in
 * octal at 124, checksum at 148, type at 156, prefix at 345), the content padded to 512 bytes, two zero blocks at the
 * end.
 */
import { readFileBytes, type ByteReader } from './byte-reader'
import type { Fault } from './fault'

export const tarBlock = 512
/** Data sets have a handful of files; more is something else. */
const mostEntries = 64
/** Padding after the last entry: tar writes up to 20 blocks. */
const mostPadding = 64 * 1024

export interface TarEntry { name: string; bytes: number }

const text = (header: Buffer, from: number, length: number): string => {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? length : end)
}

const octal = (header: Buffer, from: number, length: number): number => {
  const digits = text(header, from, length).trim()
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN
}

/** The sum of the header's bytes, its own field taken as spaces. */
function checksum(header: Buffer): number {
  let sum = 8 * 32
  for (let i = 0; i < tarBlock; i++) if (i < 148 || i >= 156) sum += header[i]
  return sum
}

/** `file`: whether the entry is one. @throws Failure for what no data set's archive contains */
export function entryOf(header: Buffer, fault: Fault): TarEntry & { file: boolean; type: string } {
  if (octal(header, 148, 8) !== checksum(header))
    throw fault('is not a whole tar archive (a header’s checksum is wrong)')
  const prefix = text(header, 257, 5) === 'ustar' && header[262] === 0 ? text(header, 345, 155) : ''
  const name = prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`
  const bytes = octal(header, 124, 12)
  if (!Number.isSafeInteger(bytes)) throw fault(`contains "${name}" of no readable size`)
  if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..'))
    throw fault(`contains the path "${name}", which leads out of it`)
  const type = String.fromCharCode(header[156])
  if (type === '1' || type === '2') throw fault(`contains the link "${name}"`)
  // x and g are extended headers, which the formats do not need.
  if (!['0', '\0', '5', 'x', 'g'].includes(type)) throw fault(`contains "${name}" of the unknown type "${type}"`)
  return { name, bytes, type, file: type === '0' || type === '\0' }
}

/**
 * Goes through the archive once. `visit` may take up to `bytes` from the reader; the rest is passed over.
 * @param limit most bytes that the archive may unpack to
 */
export async function readTar(
  path: string,
  limit: number,
  fault: Fault,
  visit: (entry: TarEntry, reader: ByteReader) => Promise<void>
): Promise<void> {
  const reader = readFileBytes(path, fault, limit)
  try {
    for (let entries = 0; ; entries++) {
      const header = await reader.take(tarBlock)
      if (header.every((byte) => byte === 0)) break
      if (entries === mostEntries) throw fault(`contains more than ${mostEntries} entries`)
      const { file, name, bytes } = entryOf(header, fault)
      if (bytes > limit) throw fault(`declares ${bytes} bytes for "${name}"`)
      const start = reader.position
      if (file) await visit({ name, bytes }, reader)
      await reader.skip(start + Math.ceil(bytes / tarBlock) * tarBlock - reader.position)
    }
    // To the very end, so that the checksum of gzip is looked at.
    for (let padding = 0; !(await reader.atEnd()); padding += tarBlock) {
      if (padding > mostPadding || (await reader.take(tarBlock)).some((byte) => byte !== 0))
        throw fault('goes on after the end of its archive')
    }
  } finally {
    await reader.close()
  }
}
