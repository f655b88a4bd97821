/** Images that would take all memory are told by their heads. */
import { describe, expect, it } from 'vitest'
import { bytesToDecode, isAffordable } from '../../../../main/engine/datasets/images/budget'
import { imageHead, type ImageHead } from '../../../../main/engine/datasets/images/head'

function headOf(start: Buffer): ImageHead {
  const head = imageHead(start)
  if (head === null) throw new Error('it is no image')
  return head
}

function png(width: number, height: number): ImageHead {
  const start = Buffer.alloc(33)
  Buffer.from('89504e470d0a1a0a', 'hex').copy(start)
  start.writeUInt32BE(13, 8)
  start.write('IHDR', 12, 'latin1')
  start.writeUInt32BE(width, 16)
  start.writeUInt32BE(height, 20)
  return headOf(start)
}

function jpeg(width: number, height: number, components = 3): ImageHead {
  const start = Buffer.from('ffd8ffc0001108000000000301220002110103110100', 'hex')
  start.writeUInt16BE(height, 7)
  start.writeUInt16BE(width, 9)
  start[11] = components
  return headOf(start)
}

describe('an image', () => {
  it.each([
    ['a PNG of a photograph', png(6000, 4000), true],
    ['a PNG of 285 KiB that unpacks to gigabytes', png(10_000, 10_000), false],
    ['a PNG at the edge of the budget', png(8192, 11_915), true],
    ['a PNG just beyond it', png(8192, 11_916), false],
    ['a PNG that declares more than any memory', png(0xffffffff, 0xffffffff), false],
    ['a JPEG of a large camera', jpeg(8688, 5792), true],
    ['a JPEG of a large camera, for print', jpeg(8688, 5792, 4), false],
    ['the largest JPEG', jpeg(65_535, 65_535), false]
  ] as const)('%s', (_what, head, isInBudget) => {
    expect(isAffordable(head)).toBe(isInBudget)
  })

  it('takes what its pixels take', () => {
    expect(bytesToDecode(png(10, 10))).toBe(1100)
    expect(bytesToDecode(jpeg(10, 10))).toBe(1200)
  })
})
