/**
 * TFRecord: a record with its length, each followed by a checksum. That is CRC-32C (Castagnoli), which Node does not
 * have (its own is IEEE's), turned by 15 bits and added to a constant, as the format wants it.
 */

const polynomial = 0x82f63b78
const maskDelta = 0xa282ead8

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1
  return rest
})

export function crc32c(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) rest = (table[(rest ^ byte) & 255] ?? 0) ^ (rest >>> 8)
  return (rest ^ 0xffffffff) >>> 0
}

function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + maskDelta) >>> 0
}

export function recordFrame(data: Uint8Array): Buffer {
  const frame = Buffer.alloc(data.length + 16)
  frame.writeBigUInt64LE(BigInt(data.length))
  frame.writeUInt32LE(masked(frame.subarray(0, 8)), 8)
  frame.set(data, 12)
  frame.writeUInt32LE(masked(data), data.length + 12)
  return frame
}
