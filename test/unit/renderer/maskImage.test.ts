/** What is drawn of masks, on a canvas that keeps the pixels it was given. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frame, gap, MaskPainter, tileOf, tilesAcross, type MaskSheet } from '../../../renderer/charts/maskImage'
import { lightPalette } from '../../../charts/palette'

const shape = { height: 2, width: 3, channels: 5 }
const tile = tileOf(shape)

function plainCanvas() {
  let drawn: Uint32Array = new Uint32Array()
  const context = {
    createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4) }),
    putImageData: ({ data }: { data: Uint8ClampedArray }) => { drawn = new Uint32Array(data.slice().buffer) }
  }
  const canvas = { width: 0, height: 0, getContext: () => context }
  return { canvas: canvas as unknown as HTMLCanvasElement, pixels: () => drawn }
}

const sheetOf = (states: readonly number[], part = { first: 1, count: 3, across: 2 }): MaskSheet =>
  ({ shape, states: Uint8Array.from(states), ...part })

function painted(sheets: readonly MaskSheet[]): { pixels: Uint32Array; width: number } {
  const [painter, { canvas, pixels }] = [new MaskPainter(), plainCanvas()]
  for (const sheet of sheets) painter.paint(canvas, lightPalette, sheet)
  return { pixels: pixels(), width: canvas.width }
}

const units = shape.height * shape.width * shape.channels
const anyStates = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: units, maxLength: units })

describe('a sheet of channels', () => {
  it('has as many channels in a row as there is room for, one at least', () => {
    expect([0, tile.width, 2 * tile.width, 2 * tile.width + gap].map((room) => tilesAcross(tile, room)))
      .toEqual([1, 1, 1, 2])
  })

  it('shows each unit of each of its channels in its place', () => {
    const states = Array.from({ length: units }, (_, unit) => unit % 4)
    const { pixels, width } = painted([sheetOf(states)])
    // Solid states have their colour in the middle, a ring has none there; a cross has it in its corner.
    const colourOf = (state: number): number | undefined =>
      painted([sheetOf(Array<number>(units).fill(state))]).pixels.find((pixel) => pixel !== 0)
    const [off, on] = [0, 1].map(colourOf)
    for (const [place, channel] of [1, 2, 3].entries()) {
      const [top, left] = [Math.floor(place / 2) * (tile.height + gap), (place % 2) * (tile.width + gap)]
      for (let position = 0; position < 6; position++) {
        const [row, column] = [Math.floor(position / 3), position % 3]
        const at = (y: number, x: number): number | undefined =>
          pixels[(top + frame + row * tile.cell + y) * width + left + frame + column * tile.cell + x]
        const state = (position * shape.channels + channel) % 4
        if (state === 0 || state === 1) expect([at(0, 0), at(5, 6)]).toEqual(Array(2).fill(state === 0 ? off : on))
        if (state === 2) expect([at(0, 5) !== 0, at(5, 6)]).toEqual([true, 0])
        if (state === 3) expect([at(0, 0) !== off, at(0, 5)]).toEqual([true, off])
      }
    }
  })

  it('drawn over another is as drawn alone', () => {
    fc.assert(fc.property(fc.array(anyStates, { minLength: 1, maxLength: 4 }), (many) => {
      const sheets = many.map((states) => sheetOf(states))
      expect(painted(sheets)).toEqual(painted(sheets.slice(-1)))
    }), { numRuns: 50 })
  })

  it('drawn over one of other channels is as drawn alone', () => {
    fc.assert(fc.property(anyStates, anyStates, (one, other) => {
      const last = sheetOf(other, { first: 0, count: 3, across: 2 })
      expect(painted([sheetOf(one), last])).toEqual(painted([last]))
    }), { numRuns: 20 })
  })
})
