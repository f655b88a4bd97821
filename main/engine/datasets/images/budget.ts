/** How an image is decoded, by what its head declares: a PNG of some hundred kilobytes may take gigabytes. */
import type { ImageHead } from './head'

/** Bytes for one image. */
const budget = 2 ** 30
/** What is decoded whole: a photograph of 11 million pixels. */
const whole = 2 ** 27

/**
 * Bytes for each pixel that are there at once, at most. PNG: four samples of 16 bits, and, where it is interlaced, red,
 * green and blue. JPEG: coefficients of two bytes where it is progressive, and the pixels in WebAssembly and outside
 * it. CMYK by jpeg-js: coefficients of four bytes, its lines, and the pixels.
 */
const bytesPerPixel = { png: 4 * 2, interlaced: 4 * 2 + 3, jpeg: 3 * 2 + 3 + 3, cmyk: 4 * (4 + 1) + 4 + 3 } as const

/** Of a JPEG at half its width and height: as above, the pixels being a quarter. */
const bytesScaled = { baseline: 3, progressive: 3 * 2 + 2 } as const

/** Bytes that decoding it whole takes. */
export function bytesToDecode(head: ImageHead): number {
  return head.width * head.height * bytesPerPixel[kindOf(head)]
}

function kindOf(head: ImageHead): keyof typeof bytesPerPixel {
  if (head.format === 'png') return head.interlaced ? 'interlaced' : 'png'
  return head.components === 4 ? 'cmyk' : 'jpeg'
}

/**
 * `whole`; `large`: a JPEG at a fraction of its size, a PNG by and by; or `too large`. What is large has one more bound
 * than memory: the time that its values take.
 */
export function sizeOf(head: ImageHead): 'whole' | 'large' | 'too large' {
  const bytes = bytesToDecode(head)
  const kind = kindOf(head)
  if (bytes <= whole) return 'whole'
  if (kind === 'png') return bytes <= budget ? 'large' : 'too large'
  if (head.format === 'jpeg' && kind === 'jpeg') {
    const scaled = head.width * head.height * bytesScaled[head.progressive ? 'progressive' : 'baseline']
    return scaled <= budget ? 'large' : 'too large'
  }
  return bytes <= budget ? 'whole' : 'too large'
}
