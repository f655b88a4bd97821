/**
 * Gives a canvas so many pixels. One that has them stays as it is: to set a size empties a canvas and has the page put
 * together anew, which takes longer than to paint a hundred of them.
 */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
}
