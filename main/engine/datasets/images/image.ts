/** A decoded image, of whatever kind its file was. */
export interface Image {
  width: number
  height: number
  /** [height, width, 3], RGB. */
  pixels: Uint8Array
}

/** @param grey [height × width] @returns [height × width × 3] */
export function greyAsRgb(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3)
  for (let i = 0; i < grey.length; i++) pixels.fill(grey[i], 3 * i, 3 * i + 3)
  return pixels
}
