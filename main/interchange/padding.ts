/** The zeros that other programs write out as four numbers, by the names that ours has for the usual ones. */
import type { Padding, Pads } from '../../preload/schema/network'
import { padsOf, type Pair, type Sliding } from '../engine/networks/kinds/window'
import type { Shape } from '../engine/networks/shapes'
import type { KerasReading, KerasValue } from './keras/reading'

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

/** A value with its zeros as values: means of one place each, of which the zeros around count. */
export function zerosAround(reading: Pick<KerasReading, 'add'>, value: KerasValue): KerasValue {
  if (value.pads === null) return value
  return { ...value, node: withZerosAround(reading, value.node, value.pads), pads: null }
}

/** @returns the name of the node that has them */
export function withZerosAround(reading: Pick<KerasReading, 'add'>, node: string, pads: Pads): string {
  if (pads.every((count) => count === 0)) return node
  return reading.add({
    type: 'average-pool', inputs: [node], window: 1, stride: 1, padding: pads, countsPadding: true
  })
}
