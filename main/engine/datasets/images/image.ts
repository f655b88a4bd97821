/** A decoded image, of whatever kind its file was. */
export interface Image {
  width: number
  height: number
  /** [height, width, 3], RGB. */
  pixels: Uint8Array
}

/** One whose rows come one after another, so that it need not be there whole. */
export interface ImageRows {
  width: number
  height: number
  /** [width, 3] each, from the top; one is only valid until the next. */
  rows: Iterable<Uint8Array>
}

export function rowsOf({ width, height, pixels }: Image): ImageRows {
  const rows = function* (): Generator<Uint8Array> {
    for (let row = 0; row < height; row++) yield pixels.subarray(3 * width * row, 3 * width * (row + 1))
  }
  return { width, height, rows: rows() }
}

/** @param grey [height × width] @returns [height × width × 3] */
export function greyAsRgb(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3)
  for (let i = 0; i < grey.length; i++) pixels.fill(grey[i], 3 * i, 3 * i + 3)
  return pixels
}
