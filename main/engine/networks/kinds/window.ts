/** Windows that slide over positions: of convolutions and poolings. */
import { Failure } from '../../../../preload/schema/failure'
import type { NetworkNode } from '../../../../preload/schema/network'
import type { Shape } from '../shape'

export interface Sliding { stride: number; padding: 'same' | 'valid' }
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
  const output = [stepsAlong(node, height, window[0]), stepsAlong(node, width, window[1]), channels]
  if (output.some((length) => !(length >= 1)))
    throw new Failure(
      `${what} "${node.name}" has a ${window.join('×')} window, larger than its ${height}×${width} input.`
    )
  return output
}

/** Positions of the output along one axis. */
const stepsAlong = ({ stride, padding }: Sliding, length: number, window: number): number =>
  Math.ceil((padding === 'same' ? length : length - window + 1) / stride)

/** How far the first window reaches beyond the border: half of what `same` adds, the odd one stands at the end. */
const reachBefore = (sliding: Sliding, length: number, window: number): number =>
  sliding.padding === 'valid'
    ? 0
    : Math.max(0, (stepsAlong(sliding, length, window) - 1) * sliding.stride + window - length) >> 1

/** The windows along one axis: where each begins, which may be before the first value. */
export const windowStarts = (sliding: Sliding, length: number, window: number): number[] =>
  Array.from(
    { length: stepsAlong(sliding, length, window) },
    (_, step) => step * sliding.stride - reachBefore(sliding, length, window)
  )

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
  const columns = windowStarts(sliding, width, window[1])
  for (const top of windowStarts(sliding, height, window[0])) {
    for (let dy = Math.max(0, -top); dy < window[0] && top + dy < height; dy++) {
      for (const left of columns) {
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
