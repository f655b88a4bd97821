/** Draws a map of values on a canvas, a pixel for each position. */
import { colorOnRamp } from '../style/contrast'
import type { Palette } from '../style/palette'
import type { MapKind } from '../figures/unitMaps'
import { paintValues } from './paintValues'

export interface MapImage { width: number; height: number; values: readonly number[]; kind: MapKind; most: number }

/** Red, green and blue of a value; a difference goes from off→on through the ground to on→off. */
export const colorOf = (palette: Palette, kind: MapKind, value: number, most: number): readonly number[] =>
  colorOnRamp(rampOf(palette, kind), kind === 'difference' ? 0.5 + value / most / 2 : value / most)

const rampOf = (palette: Palette, kind: MapKind): readonly string[] =>
  kind === 'difference' ? [palette.onToOff, palette.surface, palette.offToOn] : palette.ramp

export function drawMap(
  canvas: HTMLCanvasElement, palette: Palette, { width, height, values, kind, most }: MapImage
): void {
  paintValues(canvas, width, height, values, (value) => colorOf(palette, kind, value, most))
}

/** The scale as a strip, from the smallest to the largest value. */
export const scaleStops = (palette: Palette, kind: MapKind): string =>
  `linear-gradient(to right, ${rampOf(palette, kind).join(', ')})`
