/** Whether an image may be decoded, by what its head declares: a PNG of some hundred kilobytes may take gigabytes. */
import type { ImageHead } from './head'

/** Bytes for one image: a photograph of 89 million pixels. */
const budget = 2 ** 30

/**
 * Bytes for each pixel that are there at once, at most. PNG: four samples of 16 bits, and red, green and blue. JPEG:
 * coefficients of two bytes where it is progressive, and the pixels in WebAssembly and outside it. CMYK by jpeg-js:
 * coefficients of four bytes, its lines, and the pixels.
 */
const bytesPerPixel = { png: 4 * 2 + 3, jpeg: 3 * 2 + 3 + 3, cmyk: 4 * (4 + 1) + 4 + 3 } as const

/** Bytes that decoding takes. */
export function bytesToDecode(head: ImageHead): number {
  const kind = head.format === 'jpeg' && head.components === 4 ? 'cmyk' : head.format
  return head.width * head.height * bytesPerPixel[kind]
}

export const isAffordable = (head: ImageHead): boolean => bytesToDecode(head) <= budget
