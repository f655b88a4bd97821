/** Draws a map of values on a canvas, a pixel for each position. */
import { colorOnRamp } from '../style/contrast'
import type { Palette } from '../style/palette'
import type { MapKind } from '../figures/unitMaps'
import { paintValues } from './paintValues'

export interface MapImage { width: number; height: number; values: readonly number[]; kind: MapKind; most: number }

/** A difference goes from off→on through the ground to on→off. */
const rampOf = (palette: Palette, kind: MapKind): readonly string[] =>
  kind === 'difference' ? [palette.onToOff, palette.surface, palette.offToOn] : palette.ramp

/** Colours of a ramp: more than can be told apart, and fewer than a large layer's 98,304 positions. */
const steps = 1024

type Colors = readonly (readonly number[])[]
const known = new WeakMap<Palette, Map<MapKind, Colors>>()

function colorsOf(palette: Palette, kind: MapKind): Colors {
  const ofPalette = known.get(palette) ?? new Map<MapKind, Colors>()
  known.set(palette, ofPalette)
  const ramp = rampOf(palette, kind)
  const colors = ofPalette.get(kind) ?? Array.from({ length: steps + 1 }, (_, at) => colorOnRamp(ramp, at / steps))
  ofPalette.set(kind, colors)
  return colors
}

export function drawMap(
  canvas: HTMLCanvasElement, palette: Palette, { width, height, values, kind, most }: MapImage
): void {
  const colors = colorsOf(palette, kind)
  paintValues(canvas, width, height, values, (value) => {
    const position = kind === 'difference' ? 0.5 + value / most / 2 : value / most
    return colors[Math.round(steps * Math.min(1, Math.max(0, position)))] ?? []
  })
}

/** The scale as a strip, from the smallest to the largest value. */
export const scaleStops = (palette: Palette, kind: MapKind): string =>
  `linear-gradient(to right, ${rampOf(palette, kind).join(', ')})`
