/** Windows that slide over positions: of convolutions and poolings. */
import { Failure } from '../../../../preload/schema/failure'
import type { NetworkNode } from '../../../../preload/schema/network'
import type { Shape } from '../shape'

interface Windowed { name: string; stride: number; padding: 'same' | 'valid' }

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
  const along = (length: number, size: number): number =>
    Math.ceil((node.padding === 'same' ? length : length - size + 1) / node.stride)
  const output = [along(height, window[0]), along(width, window[1]), channels]
  if (output.some((length) => !(length >= 1)))
    throw new Failure(
      `${what} "${node.name}" has a ${window.join('×')} window, larger than its ${height}×${width} input.`
    )
  return output
}
