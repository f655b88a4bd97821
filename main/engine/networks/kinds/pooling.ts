/**
 * What both poolings have in common. The mean of a window of activations that are not negative is on where any of them
 * is, just as the largest is; and a window of one constant has that constant as its largest and as its mean, because a
 * mean counts no padding.
 */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'
import { windowShape } from './window'

export const pooling = {
  ...weightless,
  shape: (node, [input]) => windowShape('Pooling', node, input, [node.window, node.window], input[2]),
  passes: passesNothing,
  channels: 'same',
  fixedChannels: false,
  constants: (_node, [input]) => plainConstants(input.value),
  masks: ({ window, stride, padding }, [input], routes) =>
    input && routes.anyInWindow(input, window, stride, padding)
} satisfies NodeKind<NodeOf<'max-pool' | 'average-pool'>>
