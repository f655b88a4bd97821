/** Windows of convolutions and poolings: ONNX writes out the zeros that our nodes name `same` and `valid`. */
import type { Shape } from '../../engine/networks/shapes'
import { explicitPads } from '../../interchange/onnx/layout'
import type { Window } from '../../interchange/onnx/reading'
import { shown, type Fault } from '../fault'
import { integerOf, integersOf, textOf, type Operator } from './graph'

/** @param input height × width × channels. @param size of the kernel, where it is not an attribute */
export function windowOf(
  operator: Operator,
  [height, width]: Shape,
  size: readonly number[] | null,
  fault: Fault
): Window {
  const named = (problem: string): Error => fault(`node "${shown(operator.name)}" (${shown(operator.type)}) ${problem}`)
  const kernel = integersOf(operator, 'kernel_shape') ?? size
  const strides = integersOf(operator, 'strides') ?? [1, 1]
  if (!kernel || kernel.length !== 2) throw named('has no window of height and width')
  if (strides.length !== 2 || strides[0] !== strides[1])
    throw named(`has the strides ${strides.join(', ')}, and only equal ones are done here`)
  if ((integersOf(operator, 'dilations') ?? []).some((dilation) => dilation !== 1))
    throw named('is dilated, which Maskscope does not have')
  const window: [number, number] = [kernel[0], kernel[1]]
  const [stride] = strides
  if (!(stride >= 1) || window.some((length) => !(length >= 1))) throw named('has a window or stride below 1')
  const same = explicitPads('same', [height, width], window, stride)
  const pads = padsOf(operator, [height, width], window, stride, same, named)
  if (pads.join() === same.join()) return { size: window, stride, padding: 'same' }
  if (pads.every((count) => count === 0)) return { size: window, stride, padding: 'valid' }
  throw named(
    `pads ${pads.join(', ')} (top, left, bottom, right) ` +
      `where padding "same" of ${height}×${width} is ${same.join(', ')}, and no other is done here`
  )
}

type Pads = readonly number[]

function padsOf(
  operator: Operator,
  [height, width]: Shape,
  window: readonly [number, number],
  stride: number,
  same: Pads,
  named: (problem: string) => Error
): Pads {
  const kind = textOf(operator, 'auto_pad', 'NOTSET')
  switch (kind) {
    case 'SAME_UPPER':
      return same
    // The larger half comes first.
    case 'SAME_LOWER':
      return [same[2], same[3], same[0], same[1]]
    case 'VALID':
      return [0, 0, 0, 0]
    case 'NOTSET':
      break
    default:
      throw named(`has auto_pad "${shown(kind)}", which is not known`)
  }
  const pads = integersOf(operator, 'pads') ?? [0, 0, 0, 0]
  if (pads.length !== 4 || pads.some((count) => count < 0)) throw named('has pads that are not four numbers from 0')
  if (integerOf(operator, 'ceil_mode', 0) === 0) return pads
  // A last window that reaches over the edge sees as many zeros more.
  const after = (length: number, size: number, begin: number, end: number): number =>
    Math.max(end, Math.ceil((length + begin + end - size) / stride) * stride + size - length - begin)
  return [pads[0], pads[1], after(height, window[0], pads[0], pads[2]), after(width, window[1], pads[1], pads[3])]
}
