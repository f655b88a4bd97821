/** The zeros that other programs write out as four numbers, by the names that ours has for the usual ones. */
import type { Padding, Pads } from '../../preload/schema/network'
import { padsOf, type Pair, type Sliding } from '../engine/networks/kinds/window'
import type { Shape } from '../engine/networks/shapes'

export function plainPadding(
  pads: Pads, input: Shape, window: Pair, steps: Omit<Sliding, 'padding'>
): Padding {
  if (pads.join() === padsOf({ ...steps, padding: 'same' }, input, window).join()) return 'same'
  return pads.every((count) => count === 0) ? 'valid' : pads
}

/** A window's padding of an input that has zeros around it already. @param input without them */
export function withZeros(
  sliding: Sliding, zeros: Pads | null, input: Shape, window: Pair
): Padding {
  if (zeros === null) return sliding.padding
  const [top, left, bottom, right] = zeros
  const own = padsOf(sliding, [top + input[0] + bottom, left + input[1] + right], window)
  return plainPadding(
    [top + own[0], left + own[1], bottom + own[2], right + own[3]], input, window, sliding
  )
}
