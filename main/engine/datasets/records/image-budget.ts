/**
 * Whether an image may be decoded, from what its head declares: a PNG of some hundred kilobytes may take gigabytes. A
 * JPEG that takes too much can be decoded at a half, a quarter or an eighth of its sides, where enough is left of it.
 */
import { dimensionsOf } from './image-size'

/** Bytes for one image: one of 39 million pixels as it is. */
const budget = 2 ** 30

/** Red, green and blue as TensorFlow's bytes, its integers and its floats, which are there at once. */
const bytesPerPixel = 3 * (1 + 4 + 4)

/** By how much both sides are divided while an image is decoded. */
export type Reduction = 1 | 2 | 4 | 8

/** Bytes that decoding so many pixels takes. */
export const bytesToDecode = (width: number, height: number, reduction: Reduction = 1): number =>
  Math.ceil(width / reduction) * Math.ceil(height / reduction) * bytesPerPixel

/**
 * @param head the file's beginning
 * @param side pixels that the shorter side is wanted to have: less are never decoded for the sake of the budget
 * @returns null where the image takes more than there is, and 1 of what is no image, which decoding says
 */
export function reductionFor(head: Buffer, side: number): Reduction | null {
  const size = dimensionsOf(head)
  if (size === null) return 1
  const { width, height } = size
  const possible: readonly Reduction[] = isJpeg(head) ? [1, 2, 4, 8] : [1]
  return possible.find((reduction) =>
    bytesToDecode(width, height, reduction) <= budget &&
    (reduction === 1 || Math.floor(Math.min(width, height) / reduction) >= side)) ?? null
}

const isJpeg = (head: Buffer): boolean => head.length > 1 && head.readUInt16BE(0) === 0xffd8
