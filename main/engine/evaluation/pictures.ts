/** Small pictures of examples, for people to look at. */
import { Failure } from '../../../preload/schema/failure'
import type { ImageShape } from '../datasets/dataset'

export interface Picture { height: number; width: number; channels: number; pixels: Uint8Array }

/** Longest side of a picture: larger images are reduced. */
export const longestSide = 64

/** @param pixels bytes of one image, height × width × channels */
export function pictureOf(pixels: Uint8Array, [height, width, channels]: ImageShape): Picture {
  if (channels !== 1 && channels !== 3)
    throw new Failure(`Images of ${channels} channels cannot be shown; only those of 1 or 3 can.`)
  const step = Math.ceil(Math.max(height, width) / longestSide)
  return step === 1 ? { height, width, channels, pixels } : reduced(pixels, [height, width, channels], step)
}

/** Every pixel is the mean of step × step of them; at the lower and right edge of those that there are. */
function reduced(pixels: Uint8Array, [height, width, channels]: ImageShape, step: number): Picture {
  const rows = Math.ceil(height / step)
  const columns = Math.ceil(width / step)
  const small = new Uint8Array(rows * columns * channels)
  const mean = (row: number, column: number, channel: number): number => {
    let sum = 0
    let count = 0
    for (let y = row * step; y < Math.min(height, (row + 1) * step); y++) {
      for (let x = column * step; x < Math.min(width, (column + 1) * step); x++, count++)
        sum += pixels[(y * width + x) * channels + channel]
    }
    return Math.round(sum / count)
  }
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++, at++) small[at] = mean(row, column, channel)
    }
  }
  return { height: rows, width: columns, channels, pixels: small }
}
