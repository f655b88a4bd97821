/**
 * Draws a channel of one example's mask. The four states are told apart by form as well as by colour: off is empty, on
 * is solid, off→on is a ring, on→off is a cross.
 */
import type { UnitState } from '../figures/maskBits'
import type { Palette } from '../style/palette'

/** Pixels of a unit: enough for a ring and a cross, and no more than a channel of 28 × 28 has room for. */
export const cellOf = (width: number): number => Math.max(4, Math.min(12, Math.floor(112 / width)))

export function drawMask(
  canvas: HTMLCanvasElement, palette: Palette, states: readonly UnitState[], width: number, height: number
): void {
  const cell = cellOf(width)
  canvas.width = width * cell
  canvas.height = height * cell
  const context = canvas.getContext('2d')
  if (context === null) return
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, canvas.width, canvas.height)
  states.forEach((state, at) => {
    drawUnit(context, palette, state, (at % width) * cell, Math.floor(at / width) * cell, cell)
  })
}

function drawUnit(
  context: CanvasRenderingContext2D, palette: Palette, state: UnitState, left: number, top: number, cell: number
): void {
  switch (state) {
    case 'off': return
    case 'on':
      context.fillStyle = palette.inkFaint
      context.fillRect(left, top, cell, cell)
      return
    case 'off→on':
      context.fillStyle = palette.offToOn
      context.fillRect(left, top, cell, cell)
      context.clearRect(left + 1, top + 1, cell - 2, cell - 2)
      return
    case 'on→off':
      context.fillStyle = palette.onToOff
      for (let i = 0; i < cell; i++) {
        context.fillRect(left + i, top + i, 1, 1)
        context.fillRect(left + cell - 1 - i, top + i, 1, 1)
      }
  }
}
