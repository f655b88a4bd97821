/** Value by value, or each channel of maps with a value of its own (squeeze and excitation). */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import type { Shape } from '../shape'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

/** Whether the second input has one value for each channel of the first. */
export const isGate = ([maps, gate]: readonly Shape[]): boolean =>
  maps.length === 3 && gate.length === 1 && gate[0] === maps[2]

export const product = {
  ...weightless,
  shape: ({ name }, inputs) => {
    const [first, second] = inputs
    if (first.join() === second.join() || isGate(inputs)) return first
    throw new Failure(
      `Product "${name}" multiplies values of the shapes ${first.join('×')} and ${second.join('×')}; they may be the ` +
        'same, or the second one value for each channel.'
    )
  },
  passes: passesNothing,
  channels: () => 'tied',
  fixedChannels: false,
  nonlinear: true,
  constants: (_node, [one, other]) =>
    plainConstants(one.value.map((value, channel) => timesOrNull(value, other.value[channel]))),
  /** Off at least where the first is. */
  masks: (_node, [first]) => first
} satisfies NodeKind<NodeOf<'product'>>

function timesOrNull(one: number | null, other: number | null): number | null {
  if (one === 0 || other === 0) return 0
  return one === null || other === null ? null : one * other
}
