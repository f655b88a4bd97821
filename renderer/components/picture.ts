/** Draws images of a data set on a canvas, pixel by pixel; one channel is shown as grey. */
import type { ExampleImages } from '../../preload/contract'
import { sizeCanvas } from '../charts/sizeCanvas'

export interface PictureShape { height: number; width: number; channels: number }

/** The pixels of one of several images; null where it is not among them. */
export function pictureOf(images: ExampleImages, example: number): { shape: PictureShape; pixels: Uint8Array } | null {
  const [height, width, channels] = images.shape
  const size = height * width * channels
  const at = images.examples.indexOf(example)
  return at < 0
    ? null
    : { shape: { height, width, channels }, pixels: images.pixels.subarray(at * size, (at + 1) * size) }
}

/** @param pixels height × width × channels bytes; of any other length nothing is drawn */
export function drawPicture(
  canvas: HTMLCanvasElement, { height, width, channels }: PictureShape, pixels: Uint8Array
): void {
  const context = canvas.getContext('2d')
  if (!context || pixels.length !== height * width * channels) return
  sizeCanvas(canvas, width, height)
  const picture = context.createImageData(width, height)
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      picture.data[pixel * 4 + channel] = pixels[pixel * channels + Math.min(channel, channels - 1)] ?? 0
    picture.data[pixel * 4 + 3] = 255
  }
  context.putImageData(picture, 0, 0)
}

export interface Placed { images: ExampleImages | undefined; example: number; left: number; top: number }

/**
 * Draws images side by side on a canvas that is as large as what it lies in: a page with a canvas for each of fifty
 * images took 50 ms to put together whenever one of them changed.
 * @param side CSS pixels of the square in which each is drawn, its pixels as squares
 */
export function drawPictures(
  canvas: HTMLCanvasElement, width: number, height: number, side: number, placed: readonly Placed[]
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { devicePixelRatio: ratio } = window
  sizeCanvas(canvas, Math.round(width * ratio), Math.round(height * ratio))
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.imageSmoothingEnabled = false
  const single = document.createElement('canvas')
  for (const { images, example, left, top } of placed) {
    const picture = images === undefined ? null : pictureOf(images, example)
    if (picture === null) continue
    drawPicture(single, picture.shape, picture.pixels)
    const scale = side / Math.max(single.width, single.height)
    const [wide, high] = [single.width * scale, single.height * scale]
    context.drawImage(single, left + (side - wide) / 2, top + (side - high) / 2, wide, high)
  }
}
