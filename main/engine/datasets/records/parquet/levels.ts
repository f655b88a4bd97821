/** Parquet's mix of runs and packed bits: small whole numbers, as levels and places in a dictionary are. */
import { ThriftReader } from './thrift'

/**
 * @param width bits of a number
 * @returns so many of them
 * @throws Error where the bytes have fewer
 */
export function runsAndBits(bytes: Buffer, width: number, count: number): Uint32Array {
  if (width > 32) throw new Error(`a page has numbers of ${width} bits`)
  const values = new Uint32Array(count)
  if (width === 0) return values
  const reader = new ThriftReader(bytes)
  for (let filled = 0; filled < count;) {
    const head = reader.varint()
    const at = reader.position
    if (head % 2 === 0) {
      const runBytes = Math.ceil(width / 8)
      const run = Math.min(head / 2, count - filled)
      if (run === 0) throw new Error('a page has a run of nothing')
      values.fill(bytes.readUIntLE(at, runBytes), filled, filled + run)
      reader.position = at + runBytes
      filled += run
      continue
    }
    const groups = (head - 1) / 2
    const some = Math.min(groups * 8, count - filled)
    if (some === 0) throw new Error('a page has a run of nothing')
    // The last group may be cut where its numbers end.
    if (Math.ceil(some * width / 8) > bytes.length - at) throw new Error('a page ends too early')
    for (let i = 0; i < some; i++) values[filled + i] = bitsAt(bytes, at * 8 + i * width, width)
    reader.position = at + groups * width
    filled += some
  }
  return values
}

/** Least significant bit first. */
function bitsAt(bytes: Buffer, bit: number, width: number): number {
  let value = 0
  for (let taken = 0; taken < width;) {
    const inByte = (bit + taken) % 8
    const some = Math.min(8 - inByte, width - taken)
    const part = ((bytes[Math.floor((bit + taken) / 8)] ?? 0) >> inByte) & ((1 << some) - 1)
    value += part * 2 ** taken
    taken += some
  }
  return value
}
