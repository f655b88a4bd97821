/** What an image file declares in its head, read without decoding. */
interface Declared { width: number; height: number }

/** Components of a JPEG: 1 for grey, 3 for colour, 4 for CMYK. */
export type ImageHead = Declared & (
  | { format: 'png'; interlaced: boolean }
  | { format: 'jpeg'; components: number; progressive: boolean }
)

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Null when the head is neither a PNG's nor a JPEG's. */
export function imageHead(head: Buffer): ImageHead | null {
  return ofPng(head) ?? ofJpeg(head)
}

/** Signature, then the chunk IHDR: length, name, width, height, depth, colour, compression, filter, interlacing. */
function ofPng(head: Buffer): ImageHead | null {
  if (head.length < 29 || !head.subarray(0, 8).equals(pngSignature) || head.toString('latin1', 12, 16) !== 'IHDR')
    return null
  return { format: 'png', width: head.readUInt32BE(16), height: head.readUInt32BE(20), interlaced: head[28] !== 0 }
}

const progressiveFrames = [0xc2, 0xc6, 0xca, 0xce]

/** Segments 0xff, marker, length; the size stands in the first start-of-frame, C0–CF but C4, C8 and CC. */
function ofJpeg(head: Buffer): ImageHead | null {
  if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return null
  for (let at = 2; at + 10 <= head.length;) {
    if (head[at] !== 0xff) return null
    const marker = head[at + 1]
    if (marker === 0xff) {
      // A marker may be preceded by any number of fill bytes.
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame)
      return {
        format: 'jpeg', height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7),
        components: head[at + 9], progressive: progressiveFrames.includes(marker)
      }
    at += 2 + head.readUInt16BE(at + 2)
  }
  return null
}
