import { sizeCanvas } from './sizeCanvas'

/** Paints a value for each pixel of a canvas, row by row. */
export function paintValues(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  values: ArrayLike<number>,
  colorOf: (value: number) => readonly number[]
): void {
  sizeCanvas(canvas, width, height)
  const context = canvas.getContext('2d')
  if (context === null) return
  const picture = context.createImageData(width, height)
  const { data } = picture
  for (let at = 0; at < values.length; at++) {
    const color = colorOf(values[at] ?? 0)
    const pixel = at * 4
    for (let channel = 0; channel < 3; channel++) data[pixel + channel] = color[channel] ?? 0
    data[pixel + 3] = 255
  }
  context.putImageData(picture, 0, 0)
}
