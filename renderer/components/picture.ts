/** Draws an image of a data set on a canvas, pixel by pixel; one channel is shown as grey. */
import { sizeCanvas } from '../charts/sizeCanvas'

export interface PictureShape { height: number; width: number; channels: number }

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
