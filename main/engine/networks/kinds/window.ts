/** Windows that slide over positions: of convolutions and poolings. */
import { Failure } from '../../../../preload/schema/failure'
import type { NetworkNode, Padding, Pads } from '../../../../preload/schema/network'
import type { Shape } from '../shape'

export interface Sliding { stride: number; padding: Padding }
interface Windowed extends Sliding { name: string }

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
  window: readonly [number, number],
  channels: number
): Shape {
  const [height, width] = demandPositions(node, input)
  const { tops, lefts } = windowStarts(node, input, window)
  if (tops.length === 0 || lefts.length === 0)
    throw new Failure(
      `${what} "${node.name}" has a ${window.join('×')} window, larger than its ${height}×${width} input.`
    )
  return [tops.length, lefts.length, channels]
}

/** Whether some window lies wholly beyond the border. */
export function seesNothing(sliding: Sliding, input: Shape, window: readonly [number, number]): boolean {
  const { tops, lefts } = windowStarts(sliding, input, window)
  const outside = (starts: readonly number[], length: number, size: number): boolean =>
    starts[0] + size <= 0 || starts[starts.length - 1] >= length
  return outside(tops, input[0], window[0]) || outside(lefts, input[1], window[1])
}

/** The rows and columns of zeros around an input [height, width, …]. */
export function padsOf(
  { stride, padding }: Sliding, [height, width]: Shape, window: readonly [number, number]
): Pads {
  if (typeof padding !== 'string') return padding
  const along = (length: number, size: number): number =>
    (padding === 'valid' ? 0 : Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length))
  const [rows, columns] = [along(height, window[0]), along(width, window[1])]
  return [rows >> 1, columns >> 1, rows - (rows >> 1), columns - (columns >> 1)]
}

/** Where the windows along each axis begin, which may be before the first value. */
export function windowStarts(
  sliding: Sliding, input: Shape, window: readonly [number, number]
): { tops: readonly number[]; lefts: readonly number[] } {
  const [top, left, bottom, right] = padsOf(sliding, input, window)
  const along = (length: number, size: number, before: number, after: number): number[] => {
    const steps = Math.floor((before + length + after - size) / sliding.stride) + 1
    return Array.from({ length: Math.max(0, steps) }, (_, step) => step * sliding.stride - before)
  }
  return { tops: along(input[0], window[0], top, bottom), lefts: along(input[1], window[1], left, right) }
}

/** By window, how many values it has for each of them that lies inside the input: [1, rows, columns, 1]. */
export function insideWeights(
  sliding: Sliding, input: Shape, window: readonly [number, number]
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
  window: readonly [number, number],
  [height, width, channels]: Shape,
  values: ArrayLike<number>
): Float64Array {
  const sums = new Float64Array(window[0] * window[1] * channels)
  const { tops, lefts } = windowStarts(sliding, [height, width], window)
  for (const top of tops) {
    for (let dy = Math.max(0, -top); dy < window[0] && top + dy < height; dy++) {
      for (const left of lefts) {
        for (let dx = Math.max(0, -left); dx < window[1] && left + dx < width; dx++) {
          const from = ((top + dy) * width + left + dx) * channels
          const to = (dy * window[1] + dx) * channels
          for (let channel = 0; channel < channels; channel++) sums[to + channel] += values[from + channel]
        }
      }
    }
  }
  return sums
}
