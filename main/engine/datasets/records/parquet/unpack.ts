/** What pages of Parquet are packed by. No more comes out than was declared, and no less. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { ThriftReader } from './thrift'

type Unpack = (packed: Buffer, bytes: number) => Buffer

const unpackers: Readonly<Record<number, Unpack>> = {
  0: (packed) => packed,
  1: unpackedSnappy,
  2: (packed, bytes) => gunzipSync(packed, { maxOutputLength: bytes }),
  4: (packed, bytes) => brotliDecompressSync(packed, { maxOutputLength: bytes }),
  6: (packed, bytes) => zstdDecompressSync(packed, { maxOutputLength: bytes })
}

const names = ['nothing', 'Snappy', 'gzip', 'LZO', 'Brotli', 'LZ4', 'Zstandard', 'LZ4']

/** How a person names a packing that is not read here; null for one that is. */
export const unreadPacking = (codec: number): string | null =>
  (unpackers[codec] === undefined ? names[codec] ?? `method ${codec}` : null)

/** @param bytes what comes out, by the page's head @throws Error for what is damaged */
export function unpacked(codec: number, packed: Buffer, bytes: number): Buffer {
  if (bytes === 0) return Buffer.alloc(0)
  const all = unpackers[codec]?.(packed, bytes)
  if (all?.length !== bytes) throw new Error('a page unpacks to another length than it declares')
  return all
}

/** https://github.com/google/snappy/blob/main/format_description.txt */
export function unpackedSnappy(packed: Buffer, bytes: number): Buffer {
  const head = new ThriftReader(packed)
  if (head.varint() !== bytes) throw new Error('a page unpacks to another length than it declares')
  const out = Buffer.alloc(bytes)
  let filled = 0
  for (let at = head.position; at < packed.length;) {
    const tag = packed.readUInt8(at++)
    const literal = (tag & 3) === 0
    const extra = literal ? Math.max(0, (tag >> 2) - 59) : [0, 1, 2, 4][tag & 3] ?? 0
    const more = extra === 0 ? 0 : packed.readUIntLE(at, extra)
    at += extra
    if (literal) {
      const length = (extra === 0 ? tag >> 2 : more) + 1
      if (length > packed.length - at || length > bytes - filled) throw new Error('a page is damaged')
      packed.copy(out, filled, at, at + length)
      at += length
      filled += length
      continue
    }
    const [length, back] = extra === 1 ? [4 + ((tag >> 2) & 7), ((tag >> 5) << 8) | more] : [(tag >> 2) + 1, more]
    if (back === 0 || back > filled || length > bytes - filled) throw new Error('a page is damaged')
    // What is copied may overlap what it makes: a run.
    if (back >= length) out.copyWithin(filled, filled - back, filled - back + length)
    else for (let i = 0; i < length; i++) out[filled + i] = out[filled + i - back] ?? 0
    filled += length
  }
  if (filled !== bytes) throw new Error('a page unpacks to another length than it declares')
  return out
}
