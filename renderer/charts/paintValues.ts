/** Paints a value for each pixel of a canvas, row by row. */
export function paintValues(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  values: ArrayLike<number>,
  colorOf: (value: number) => readonly number[]
): void {
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return
  const picture = context.createImageData(width, height)
  for (let at = 0; at < values.length; at++) picture.data.set([...colorOf(values[at] ?? 0), 255], at * 4)
  context.putImageData(picture, 0, 0)
}
