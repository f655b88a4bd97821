/** Windows of convolutions and poolings, and the zeros around what they slide over. */
import type { Pads } from '../../../preload/schema/network'
import { padsOf, pairOf, reachOf, sidesOf, stepsApart, type Sliding } from '../../engine/networks/kinds/window'
import type { Shape } from '../../engine/networks/shapes'
import { plainPadding } from '../../interchange/padding'
import type { Window } from '../../interchange/onnx/reading'
import { shown, type Fault } from '../fault'
import { integerOf, integersOf, textOf, type Operator } from './graph'

interface Slid extends Omit<Sliding, 'padding'> { input: Shape; window: [number, number] }
type Named = (problem: string) => Error

/** @param input height × width × channels. @param size of the kernel, where it is not an attribute */
export function windowOf(operator: Operator, input: Shape, size: readonly number[] | null, fault: Fault): Window {
  const named = (problem: string): Error => fault(`node "${shown(operator.name)}" (${shown(operator.type)}) ${problem}`)
  const kernel = integersOf(operator, 'kernel_shape') ?? size
  const strides = integersOf(operator, 'strides') ?? [1, 1]
  if (!kernel || kernel.length !== 2) throw named('has no window of height and width')
  const apart = integersOf(operator, 'dilations') ?? [1, 1]
  if (strides.length !== 2 || apart.length !== 2) throw named('has no strides and dilations of height and width')
  if (![...kernel, ...strides, ...apart].every((length) => length >= 1))
    throw named('has a window, stride or dilation below 1')
  const steps = { stride: sidesOf([strides[0], strides[1]]), ...stepsApart([apart[0], apart[1]]) }
  const slid: Slid = { input, window: [kernel[0], kernel[1]], ...steps }
  const asked = padsAsked(operator, slid, named)
  const pads = integerOf(operator, 'ceil_mode', 0) === 0 ? asked : roundedUp(asked, slid)
  return {
    size: slid.window, sliding: { ...steps, padding: plainPadding(pads, input, slid.window, steps) },
    reachesBeyond: pads.some((count, side) => count > asked[side])
  }
}

function padsAsked(operator: Operator, { input, window, ...steps }: Slid, named: Named): Pads {
  const kind = textOf(operator, 'auto_pad', 'NOTSET')
  const [top, left, bottom, right] = padsOf({ ...steps, padding: 'same' }, input, window)
  switch (kind) {
    case 'SAME_UPPER':
      return [top, left, bottom, right]
    // The larger half comes first.
    case 'SAME_LOWER':
      return [bottom, right, top, left]
    case 'VALID':
      return [0, 0, 0, 0]
    case 'NOTSET':
      break
    default:
      throw named(`has auto_pad "${shown(kind)}", which is not known`)
  }
  const pads = integersOf(operator, 'pads') ?? [0, 0, 0, 0]
  if (pads.length !== 4 || pads.some((count) => count < 0)) throw named('has pads that are not four numbers from 0')
  return [pads[0], pads[1], pads[2], pads[3]]
}

/**
 * The number of windows rounded up (`ceil_mode`): a last one reaches over the edge, but begins no later than the last
 * value, as onnxruntime and PyTorch have it.
 */
function roundedUp([top, left, bottom, right]: Pads, { input: [height, width], window, ...steps }: Slid): Pads {
  const [reach, strides] = [reachOf(steps, window), pairOf(steps.stride)]
  const after = (length: number, axis: 0 | 1, before: number, end: number): number => {
    const [size, stride] = [reach[axis], strides[axis]]
    const all = Math.ceil((before + length + end - size) / stride) + 1
    const steps = (all - 1) * stride >= before + length ? all - 1 : all
    return Math.max(0, (steps - 1) * stride + size - length - before)
  }
  return [top, left, after(height, 0, top, bottom), after(width, 1, left, right)]
}
