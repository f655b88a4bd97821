/**
 * Draws a channel of one example's mask. The four states are told apart by form as well as by colour: off is empty, on
 * is solid, off→on is a ring, on→off is a cross.
 */
import type { UnitState } from '../figures/maskBits'
import { channels } from '../style/contrast'
import type { Palette } from '../style/palette'
import { sizeCanvas } from './sizeCanvas'

/** Pixels of a unit: enough for a ring and a cross, and no more than a channel of 28 × 28 has room for. */
export const cellOf = (width: number): number => Math.max(4, Math.min(12, Math.floor(112 / width)))

/** A unit's pixels in each state, row by row, as they lie in an image. */
type Stamps = Readonly<Record<UnitState, Uint32Array>>

const transparent = 0

/** Red, green, blue and opacity in the order of bytes that images have. */
function pixelOf(color: string): number {
  const [value = transparent] = new Uint32Array(Uint8Array.from([...channels(color), 255]).buffer)
  return value
}

function stampsOf(palette: Palette, cell: number): Stamps {
  const [off, on, offToOn, onToOff] = [palette.sunken, palette.inkFaint, palette.offToOn, palette.onToOff].map(pixelOf)
  const stamp = (pixel: (row: number, column: number) => number | undefined): Uint32Array =>
    Uint32Array.from({ length: cell * cell }, (_, at) => pixel(Math.floor(at / cell), at % cell) ?? transparent)
  const isEdge = (at: number): boolean => at === 0 || at === cell - 1
  return {
    off: stamp(() => off),
    on: stamp(() => on),
    'off→on': stamp((row, column) => (isEdge(row) || isEdge(column) ? offToOn : transparent)),
    'on→off': stamp((row, column) => (row === column || row === cell - 1 - column ? onToOff : off))
  }
}

/** Every unit is a stamp: a thousand channels of a large network drawn by shapes took a tenth of a second and more. */
export function drawMask(
  canvas: HTMLCanvasElement, palette: Palette, states: readonly UnitState[], width: number, height: number
): void {
  const cell = cellOf(width)
  const context = canvas.getContext('2d')
  if (context === null) return
  const [pixelsPerRow, stamps] = [width * cell, stampsOf(palette, cell)]
  sizeCanvas(canvas, pixelsPerRow, height * cell)
  const picture = context.createImageData(canvas.width, canvas.height)
  const pixels = new Uint32Array(picture.data.buffer)
  states.forEach((state, at) => {
    const stamp = stamps[state]
    const corner = Math.floor(at / width) * cell * pixelsPerRow + (at % width) * cell
    for (let row = 0, place = 0; row < cell; row++) {
      const begin = corner + row * pixelsPerRow
      for (let column = 0; column < cell; column++, place++) pixels[begin + column] = stamp[place] ?? transparent
    }
  })
  context.putImageData(picture, 0, 0)
}
