/**
 * Draws channels of one example's mask, side by side on one canvas: a page with a canvas for each of a hundred channels
 * took 50 ms to put together at every step of a scrubber. The four states are told apart by form as well as by colour:
 * off is empty, on is solid, off→on is a ring, on→off is a cross.
 */
import { unitStates, type UnitState } from '../figures/maskBits'
import type { LayerShape } from '../figures/unitMaps'
import { channels } from '../../charts/contrast'
import type { Palette } from '../../charts/palette'
import { pixelOf } from './pixel'
import { sizeCanvas } from './sizeCanvas'

/** Pixels between two channels. */
export const gap = 4
/** Pixels of the frame around a channel. */
export const frame = 1

/** Pixels of a unit: enough for a ring and a cross, and no more than a channel of 28 × 28 has room for. */
const cellOf = (width: number): number => Math.max(4, Math.min(12, Math.floor(112 / width)))

/** Pixels of one channel with its frame. */
export interface Tile { readonly cell: number; readonly width: number; readonly height: number }

export function tileOf({ width, height }: LayerShape): Tile {
  const cell = cellOf(width)
  return { cell, width: width * cell + 2 * frame, height: height * cell + 2 * frame }
}

/** How many channels stand side by side in so many pixels; at least one. */
export const tilesAcross = ({ width }: Tile, pixels: number): number =>
  Math.max(1, Math.floor((pixels + gap) / (width + gap)))

/** A unit's pixels in each state, row by row, as they lie in an image; in the order of `unitStates`. */
type Stamps = readonly Uint32Array[]

const transparent = 0

function stampsOf(palette: Palette, cell: number): Stamps {
  const [off, on, offToOn, onToOff] = [palette.sunken, palette.inkFaint, palette.offToOn, palette.onToOff]
    .map((color) => pixelOf(channels(color)))
  const stamp = (pixel: (row: number, column: number) => number | undefined): Uint32Array =>
    Uint32Array.from({ length: cell * cell }, (_, at) => pixel(Math.floor(at / cell), at % cell) ?? transparent)
  const isEdge = (at: number): boolean => at === 0 || at === cell - 1
  const stamps: Readonly<Record<UnitState, Uint32Array>> = {
    off: stamp(() => off),
    on: stamp(() => on),
    'off→on': stamp((row, column) => (isEdge(row) || isEdge(column) ? offToOn : transparent)),
    'on→off': stamp((row, column) => (row === column || row === cell - 1 - column ? onToOff : off))
  }
  return unitStates.map((state) => stamps[state])
}

export interface MaskSheet {
  readonly shape: LayerShape
  /** Of all channels of the layer, in height × width × channels order; each a place in `unitStates`. */
  readonly states: Uint8Array
  /** Channels that are drawn: from `first` on, `across` in a row. */
  readonly first: number
  readonly count: number
  readonly across: number
}

const isAlike = (one: MaskSheet, other: MaskSheet): boolean =>
  one.first === other.first && one.count === other.count && one.across === other.across &&
  one.shape.height === other.shape.height && one.shape.width === other.shape.width &&
  one.shape.channels === other.shape.channels

/** What is on a canvas. */
interface Painted { readonly sheet: MaskSheet; readonly palette: Palette; readonly picture: ImageData }

/**
 * Draws sheets on one canvas. Every unit is a stamp: a thousand channels of a large network drawn by shapes took a
 * tenth of a second and more. It keeps what it drew, because few units change from one snapshot to the next.
 */
export class MaskPainter {
  #painted: Painted | null = null

  paint(canvas: HTMLCanvasElement, palette: Palette, sheet: MaskSheet): void {
    const { shape, first, count, across } = sheet
    const tile = tileOf(shape)
    const context = canvas.getContext('2d')
    if (context === null) return
    const [columns, rows] = [Math.min(across, count), Math.ceil(count / across)]
    sizeCanvas(canvas, columns * (tile.width + gap) - gap, rows * (tile.height + gap) - gap)
    const last = this.#painted
    const before = last !== null && last.palette === palette && isAlike(last.sheet, sheet) ? last : null
    const picture = before?.picture ?? context.createImageData(canvas.width, canvas.height)
    const pixels = new Uint32Array(picture.data.buffer)
    const stamps = stampsOf(palette, tile.cell)
    for (let place = 0; place < count; place++) {
      const [row, column] = [Math.floor(place / across), place % across]
      const corner = (row * (tile.height + gap) + frame) * canvas.width + column * (tile.width + gap) + frame
      stampChannel(pixels, corner, canvas.width, tile.cell, stamps, sheet, before?.sheet.states ?? null, first + place)
    }
    context.putImageData(picture, 0, 0)
    this.#painted = { sheet, palette, picture }
  }
}

/** @param painted the states that are drawn already */
function stampChannel(
  pixels: Uint32Array, corner: number, pixelsPerRow: number, cell: number, stamps: Stamps,
  { shape: { height, width, channels: inLayer }, states }: MaskSheet, painted: Uint8Array | null, channel: number
): void {
  for (let position = 0, unit = channel; position < height * width; position++, unit += inLayer) {
    if (painted !== null && painted[unit] === states[unit]) continue
    const stamp = stamps[states[unit] ?? 0]
    if (stamp === undefined) continue
    const begin = corner + Math.floor(position / width) * cell * pixelsPerRow + (position % width) * cell
    for (let row = 0, place = 0; row < cell; row++) {
      const from = begin + row * pixelsPerRow
      for (let column = 0; column < cell; column++, place++) pixels[from + column] = stamp[place] ?? transparent
    }
  }
}
