/** Images that would take all memory are told by their heads, and large photographs are decoded smaller. */
import { describe, expect, it } from 'vitest'
import { bytesToDecode, reductionFor } from '../../../../main/engine/datasets/records/image-budget'

function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(33)
  Buffer.from('89504e470d0a1a0a', 'hex').copy(head)
  head.writeUInt32BE(13, 8)
  head.write('IHDR', 12, 'latin1')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return head
}

function jpeg(width: number, height: number): Buffer {
  const head = Buffer.from('ffd8ffc0001108000000000301220002110103110100', 'hex')
  head.writeUInt16BE(height, 7)
  head.writeUInt16BE(width, 9)
  return head
}

describe('an image', () => {
  it.each([
    ['a PNG of a photograph', png(6000, 4000), 224, 1],
    ['a PNG of 285 KiB that unpacks to gigabytes', png(10_000, 10_000), 224, null],
    ['a PNG at the edge of the budget', png(6000, 6628), 224, 1],
    ['a PNG just beyond it', png(6000, 6629), 224, null],
    ['a PNG that declares more than any memory', png(0xffffffff, 0xffffffff), 224, null],
    ['a JPEG of a photograph', jpeg(6000, 4000), 224, 1],
    ['a JPEG of a large camera', jpeg(8688, 5792), 224, 2],
    ['the largest JPEG', jpeg(65_535, 65_535), 224, null],
    ['a JPEG of which too little would be left', jpeg(65_000, 1000), 512, null],
    ['the same for a smaller square', jpeg(65_000, 1000), 500, 2],
    ['what is no image', Buffer.from('Dear diary'), 224, 1],
    ['nothing', Buffer.alloc(0), 224, 1]
  ] as const)('%s', (_what, head, side, reduction) => {
    expect(reductionFor(head, side)).toBe(reduction)
  })

  it('takes what its pixels take', () => {
    expect(bytesToDecode(10, 10)).toBe(2700)
    expect(bytesToDecode(11, 11, 2)).toBe(36 * 27)
  })
})
