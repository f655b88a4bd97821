/** Windows that slide over positions: of convolutions and poolings. */
import { Failure } from '../../../../preload/schema/failure'
import type { NetworkNode, Padding, Pads, Sides } from '../../../../preload/schema/network'
import type { Shape } from '../shape'

export interface Sliding { stride: Sides; padding: Padding; dilation?: Sides | undefined }
export type Pair = readonly [rows: number, columns: number]
interface Windowed extends Sliding { name: string }

export const pairOf = (sides: Sides): Pair => (typeof sides === 'number' ? [sides, sides] : sides)
/** As the schema writes it. */
export const sidesOf = ([rows, columns]: Pair): Sides => (rows === columns ? rows : [rows, columns])

/** A dilation as the schema has it, which leaves out one of 1. */
export const stepsApart = (dilation: Pair): { dilation?: Sides } =>
  (dilation.every((step) => step === 1) ? {} : { dilation: sidesOf(dilation) })

export const dilationOf = ({ dilation = 1 }: Pick<Sliding, 'dilation'>): Pair => pairOf(dilation)

/** From the first value that a window sees to the last. */
export function reachOf(sliding: Pick<Sliding, 'dilation'>, [height, width]: Pair): Pair {
  const [rows, columns] = dilationOf(sliding)
  return [(height - 1) * rows + 1, (width - 1) * columns + 1]
}

/** @throws Failure for a flat value */
export function demandPositions({ name }: Pick<NetworkNode, 'name'>, shape: Shape): Shape {
  if (shape.length !== 3) throw new Failure(`Node "${name}" needs height, width and channels, but its input is flat.`)
  return shape
}

/** @param what names the node's kind in a sentence. @throws Failure when no position is left */
export function windowShape(
  what: string,
  node: Windowed,
  input: Shape,
  window: Pair,
  channels: number
): Shape {
  const [height, width] = demandPositions(node, input)
  const { tops, lefts } = windowStarts(node, input, window)
  if (tops.length === 0 || lefts.length === 0)
    throw new Failure(
      `${what} "${node.name}" has a ${reachOf(node, window).join('×')} window, larger than its ` +
        `${height}×${width} input.`
    )
  return [tops.length, lefts.length, channels]
}

/** Whether some window lies wholly beyond the border. */
export function seesNothing(sliding: Sliding, input: Shape, window: Pair): boolean {
  const { tops, lefts } = windowStarts(sliding, input, window)
  const outside = (starts: readonly number[], length: number, size: number): boolean =>
    starts[0] + size <= 0 || starts[starts.length - 1] >= length
  return outside(tops, input[0], window[0]) || outside(lefts, input[1], window[1])
}

/** The rows and columns of zeros around an input [height, width, …]. */
export function padsOf(
  { stride, padding, dilation }: Sliding, [height, width]: Shape, window: Pair
): Pads {
  if (typeof padding !== 'string') return padding
  const [strides, reach] = [pairOf(stride), reachOf({ dilation }, window)]
  const along = (length: number, axis: 0 | 1): number => (padding === 'valid' ? 0
    : Math.max(0, (Math.ceil(length / strides[axis]) - 1) * strides[axis] + reach[axis] - length))
  const [rows, columns] = [along(height, 0), along(width, 1)]
  return [rows >> 1, columns >> 1, rows - (rows >> 1), columns - (columns >> 1)]
}

/** Where the windows along each axis begin, which may be before the first value. */
export function windowStarts(
  sliding: Sliding, input: Shape, window: Pair
): { tops: readonly number[]; lefts: readonly number[] } {
  const [top, left, bottom, right] = padsOf(sliding, input, window)
  const [strides, reach] = [pairOf(sliding.stride), reachOf(sliding, window)]
  const along = (axis: 0 | 1, before: number, after: number): number[] => {
    const steps = Math.floor((before + input[axis] + after - reach[axis]) / strides[axis]) + 1
    return Array.from({ length: Math.max(0, steps) }, (_, step) => step * strides[axis] - before)
  }
  return { tops: along(0, top, bottom), lefts: along(1, left, right) }
}

/** By window, how many values it has for each of them that lies inside the input: [1, rows, columns, 1]. */
export function insideWeights(
  sliding: Sliding, input: Shape, window: Pair
): { values: Float32Array; shape: [number, number, number, number] } {
  const { tops, lefts } = windowStarts(sliding, input, window)
  const inside = (start: number, axis: 0 | 1): number =>
    Math.min(start + window[axis], input[axis]) - Math.max(start, 0)
  const counts = tops.flatMap((top) => lefts.map((left) => inside(top, 0) * inside(left, 1)))
  return {
    values: Float32Array.from(counts, (count) => window[0] * window[1] / count),
    shape: [1, tops.length, lefts.length, 1]
  }
}

/**
 * For every place in the window and every channel, the sum of what lies there over all positions of the window; beyond
 * the border lies nothing. In the order [row, column, channel].
 * @param values of [height, width, channels]
 */
export function windowSums(
  sliding: Sliding,
  window: Pair,
  [height, width, channels]: Shape,
  values: ArrayLike<number>
): Float64Array {
  const sums = new Float64Array(window[0] * window[1] * channels)
  const { tops, lefts } = windowStarts(sliding, [height, width], window)
  const [down, across] = dilationOf(sliding)
  const columns = lefts.map((left) => placesInside(left, window[1], across, width))
  for (const top of tops) {
    for (const { place: dy, at: row } of placesInside(top, window[0], down, height)) {
      for (const inside of columns) {
        for (const { place: dx, at: column } of inside) {
          const from = (row * width + column) * channels
          const to = (dy * window[1] + dx) * channels
          for (let channel = 0; channel < channels; channel++) sums[to + channel] += values[from + channel]
        }
      }
    }
  }
  return sums
}

/** Along one axis, what a window that begins at `start` sees inside of a length: places in it and where they lie. */
export const placesInside = (
  start: number, size: number, dilation: number, length: number
): readonly { place: number; at: number }[] =>
  Array.from({ length: size }, (_, place) => ({ place, at: start + place * dilation }))
    .filter(({ at }) => at >= 0 && at < length)
