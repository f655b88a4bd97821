/**
 * Each value as it is above zero and times its channel's slope below, which is trained: a function without a support
 * that leaves zero as it is, so masks go through.
 */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, type NodeKind } from './kind'

export const parametricRelu = {
  shape: (_node, [input]) => input,
  parameters: (_node, input) => [{ role: 'slope', shape: [input[input.length - 1]] }],
  kernel: null,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  nonlinear: true,
  constants: (_node, [input], known) => {
    const slopes = known.values('slope')
    return plainConstants(input.value.map((value, channel) =>
      (value === null || value > 0 ? value : value * slopes[channel])))
  },
  masks: (_node, [input]) => input
} satisfies NodeKind<NodeOf<'parametric-relu'>>
