/** Draws an image of values to both sides of zero. */
import { colorOnRamp } from '../../charts/contrast'
import type { Palette } from '../../charts/palette'
import { paintValues } from './paintValues'

/** @param most the value, and its negative, at the ends of the scale */
export const signedColor = (palette: Palette, value: number, most: number): readonly number[] =>
  colorOnRamp(palette.signed, 0.5 + value / most / 2)

export function drawSigned(
  canvas: HTMLCanvasElement, palette: Palette, width: number, height: number, values: Float32Array, most: number
): void {
  paintValues(canvas, width, height, values, (value) => signedColor(palette, value, most))
}

/** The scale as a strip, from the most negative to the most positive value. */
export const signedStops = ({ signed }: Palette): string => `linear-gradient(to right, ${signed.join(', ')})`
