/** Where class scores are compared with labels: it hands them on as they are. */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, weightless, type NodeKind } from './kind'

export const softmaxLoss = {
  ...weightless,
  shape: (_node, [input]) => input,
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: true,
  constants: (_node, [input]) => input,
  masks: () => null
} satisfies NodeKind<NodeOf<'softmax-loss'>>
