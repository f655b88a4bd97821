/** Mean over positions, one value per channel: of activations it is on where any position is. */
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'
import { demandPositions } from './window'

export const globalMean = {
  ...weightless,
  shape: (node, [input]) => [demandPositions(node, input)[2]],
  passes: passesNothing,
  channels: () => 'same',
  fixedChannels: false,
  handsOn: 'means',
  constants: (_node, [input]) => plainConstants(input.value),
  masks: (_node, [input], routes) => input && routes.anyPosition(input)
} satisfies NodeKind<NodeOf<'global-mean'>>
