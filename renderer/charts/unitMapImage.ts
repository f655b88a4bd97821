/** Draws maps of units on a canvas: a pixel for each position of a channel, or many channels side by side. */
import { valueOf, type MapKind, type UnitValues } from '../figures/unitMaps'
import { colorOnRamp } from '../../charts/contrast'
import type { Palette } from '../../charts/palette'
import { pixelOf } from './pixel'
import { sizeCanvas } from './sizeCanvas'

/** Maps of a kind share a scale, up to `most`. */
export interface MapScale { values: UnitValues; kind: MapKind; most: number }

/** A difference goes from off→on through the ground to on→off. */
export const rampOf = (palette: Palette, kind: MapKind): readonly string[] =>
  kind === 'difference' ? [palette.onToOff, palette.surface, palette.offToOn] : palette.ramp

/** Colours of a ramp: more than can be told apart, and fewer than a large layer's 98,304 positions. */
const steps = 1024

const known = new WeakMap<Palette, Map<MapKind, Uint32Array>>()

/** As pixels of an image. */
function colorsOf(palette: Palette, kind: MapKind): Uint32Array {
  const ofPalette = known.get(palette) ?? new Map<MapKind, Uint32Array>()
  known.set(palette, ofPalette)
  const ramp = rampOf(palette, kind)
  const colors = ofPalette.get(kind) ??
    Uint32Array.from({ length: steps + 1 }, (_, at) => pixelOf(colorOnRamp(ramp, at / steps)))
  ofPalette.set(kind, colors)
  return colors
}

/** The map of one channel, from a corner of an image on. */
function paintChannel(
  image: ImageData, palette: Palette, { values, kind, most }: MapScale, channel: number, left = 0, top = 0
): void {
  const { height, width, channels } = values.shape
  const [pixels, colors] = [new Uint32Array(image.data.buffer), colorsOf(palette, kind)]
  const [zero, scale] = kind === 'difference' ? [steps / 2, steps / (2 * most)] : [0, steps / most]
  for (let row = 0, unit = channel; row < height; row++) {
    for (let column = 0; column < width; column++, unit += channels) {
      const step = Math.round(zero + scale * (valueOf(values, kind, unit) ?? 0))
      pixels[(top + row) * image.width + left + column] = colors[Math.min(steps, Math.max(0, step))] ?? 0
    }
  }
}

export function drawMap(canvas: HTMLCanvasElement, palette: Palette, scale: MapScale, channel: number): void {
  const { width, height } = scale.values.shape
  sizeCanvas(canvas, width, height)
  const context = canvas.getContext('2d')
  if (context === null) return
  const image = context.createImageData(width, height)
  paintChannel(image, palette, scale, channel)
  context.putImageData(image, 0, 0)
}

/** Where the maps of channels lie, in CSS pixels: `across` of them in a row, each beginning a step after the other. */
export interface MapGrid {
  readonly channels: readonly number[]
  readonly across: number
  readonly inset: number
  readonly step: { readonly width: number; readonly height: number }
  readonly map: { readonly width: number; readonly height: number }
}

/**
 * Draws maps side by side on one canvas, each position as a square: a page with a canvas for each of 96 channels took
 * a tenth of a second more to open.
 */
export function drawMaps(canvas: HTMLCanvasElement, palette: Palette, scale: MapScale, grid: MapGrid): void {
  const { channels, across, inset, step, map } = grid
  const { devicePixelRatio: ratio } = window
  const down = Math.ceil(channels.length / across)
  sizeCanvas(canvas, Math.round(across * step.width * ratio), Math.round(down * step.height * ratio))
  const context = canvas.getContext('2d')
  if (context === null) return
  const { width, height } = scale.values.shape
  const atlas = document.createElement('canvas')
  sizeCanvas(atlas, width * across, height * down)
  const small = atlas.getContext('2d')
  if (small === null) return
  const image = small.createImageData(atlas.width, atlas.height)
  const cornerOf = (place: number) => [(place % across) * width, Math.floor(place / across) * height] as const
  channels.forEach((channel, place) => { paintChannel(image, palette, scale, channel, ...cornerOf(place)) })
  small.putImageData(image, 0, 0)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = false
  channels.forEach((_, place) => {
    const [left, top] = [(place % across) * step.width + inset, Math.floor(place / across) * step.height + inset]
    context.drawImage(atlas, ...cornerOf(place), width, height, left, top, map.width, map.height)
  })
}

/** The scale as a strip, from the smallest to the largest value. */
export const scaleStops = (palette: Palette, kind: MapKind): string =>
  `linear-gradient(to right, ${rampOf(palette, kind).join(', ')})`
