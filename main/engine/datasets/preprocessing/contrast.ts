/**
 * Global contrast normalisation (Goodfellow et al., Maxout networks, as the ALL-CNN paper uses it): from each image its
 * own mean is subtracted, and it is scaled to one length. Published for 32×32×3 with length 55; for other sizes the
 * length grows with the root of the number of values, so that a value's deviation stays 0.99.
 */
export const publishedLength = 55
export const publishedValues = 32 * 32 * 3
/** An image of one colour has no contrast to normalise; it becomes zeros. */
const leastLength = 1e-8

/**
 * @param pixels [count × size] bytes
 * @returns [count × size]
 */
export function contrastNormalised(pixels: Uint8Array, size: number): Float32Array {
  const length = publishedLength * Math.sqrt(size / publishedValues)
  const result = new Float32Array(pixels.length)
  for (let from = 0; from < pixels.length; from += size) {
    let sum = 0
    for (let i = from; i < from + size; i++) sum += pixels[i]
    const mean = sum / size
    let squares = 0
    for (let i = from; i < from + size; i++) squares += (pixels[i] - mean) ** 2
    const scale = Math.sqrt(squares) < leastLength ? 0 : length / Math.sqrt(squares)
    for (let i = from; i < from + size; i++) result[i] = (pixels[i] - mean) * scale
  }
  return result
}
