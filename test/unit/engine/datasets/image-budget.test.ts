/** Images that would take all memory are told by their heads. */
import { describe, expect, it } from 'vitest'
import { bytesToDecode, sizeOf } from '../../../../main/engine/datasets/images/budget'
import { imageHead, type ImageHead } from '../../../../main/engine/datasets/images/head'

function headOf(start: Buffer): ImageHead {
  const head = imageHead(start)
  if (head === null) throw new Error('it is no image')
  return head
}

function png(width: number, height: number, interlaced = false): ImageHead {
  const start = Buffer.alloc(33)
  Buffer.from('89504e470d0a1a0a', 'hex').copy(start)
  start.writeUInt32BE(13, 8)
  start.write('IHDR', 12, 'latin1')
  start.writeUInt32BE(width, 16)
  start.writeUInt32BE(height, 20)
  start[28] = Number(interlaced)
  return headOf(start)
}

function jpeg(width: number, height: number, components = 3, progressive = false): ImageHead {
  const start = Buffer.from('ffd8ffc0001108000000000301220002110103110100', 'hex')
  start.writeUInt16BE(height, 7)
  start.writeUInt16BE(width, 9)
  start[11] = components
  start[3] = progressive ? 0xc2 : 0xc0
  return headOf(start)
}

describe('an image', () => {
  it.each([
    ['a PNG of a photograph', png(4000, 3000), 'whole'],
    ['a large PNG, row by row', png(8192, 8192), 'large'],
    ['a PNG at the edge of the budget', png(8192, 16_384), 'large'],
    ['a PNG just beyond it', png(8192, 16_385), 'too large'],
    ['an interlaced PNG of a photograph', png(6000, 4000, true), 'whole'],
    ['an interlaced PNG of 285 KiB that unpacks to gigabytes', png(10_000, 10_000, true), 'too large'],
    ['a PNG that declares more than any memory', png(0xffffffff, 0xffffffff), 'too large'],
    ['a JPEG of a photograph', jpeg(4000, 2700), 'whole'],
    ['a JPEG of a large camera', jpeg(8688, 5792), 'large'],
    ['a JPEG of a large camera, progressive', jpeg(8688, 5792, 3, true), 'large'],
    ['a JPEG of a panorama', jpeg(30_000, 10_000), 'large'],
    ['a JPEG of a panorama, progressive', jpeg(30_000, 10_000, 3, true), 'too large'],
    ['a JPEG of a large camera, for print', jpeg(8688, 5792, 4), 'too large'],
    ['the largest JPEG', jpeg(65_535, 65_535), 'too large']
  ] as const)('%s', (_what, head, size) => {
    expect(sizeOf(head)).toBe(size)
  })

  it('takes what its pixels take', () => {
    expect(bytesToDecode(png(10, 10))).toBe(800)
    expect(bytesToDecode(png(10, 10, true))).toBe(1100)
    expect(bytesToDecode(jpeg(10, 10))).toBe(1200)
  })
})
