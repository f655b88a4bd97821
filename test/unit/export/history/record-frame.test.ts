/** Records as TensorFlow writes them. */
import { describe, expect, it } from 'vitest'
import { crc32c, recordFrame } from '../../../../main/export/history/tensorboard/record-frame'

describe('a record', () => {
  it('is checked by CRC-32C, after the vectors of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  })

  it('has its length before it, and a checksum after each', () => {
    const frame = recordFrame(Buffer.from('abc'))
    expect(frame.length).toBe(19)
    expect(frame.readBigUInt64LE()).toBe(3n)
    expect(frame.subarray(12, 15).toString()).toBe('abc')
    expect(frame.readUInt32LE(8)).not.toBe(frame.readUInt32LE(15))
  })
})
